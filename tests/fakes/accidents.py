"""Made-up accidents in the layouts that people bring to train on."""

from __future__ import annotations

import numpy as np
import pandas as pd

from model.labels import WEIGHTS

KOREAN, DASHED = "%Y년 %-m월 %-d일 %H시", "%Y-%m-%d %H"


def taas(rows: int = 700, seed: int = 5, years: tuple[int, int] = (2019, 2021), numbered: bool = True) -> pd.DataFrame:
    """Made-up accidents as a TAAS export writes them."""
    random = np.random.default_rng(seed)
    hours = 24 * (pd.Timestamp(years[1] + 1, 1, 1) - pd.Timestamp(years[0], 1, 1)).days
    when = pd.Timestamp(years[0], 1, 1) + pd.to_timedelta(random.integers(0, hours, rows), unit="h")
    detail = random.choice(["차대차 - 추돌", "차대사람 - 횡단중", "차량단독 - 기타"], rows)
    frame = pd.DataFrame(
        {
            "사고번호": [f"{seed}-{i:06d}" for i in range(rows)],
            "사고일시": when.strftime(KOREAN),
            "요일": when.day_of_week.map(dict(enumerate(f"{d}요일" for d in "월화수목금토일"))),
            "시군구": random.choice(["대구광역시 중구 남산동", "대구광역시 수성구 범어동", "대구광역시 달성군 현풍면"], rows),
            "사고내용": "경상사고",
            "사망자수": random.choice([0, 1], rows, p=[0.98, 0.02]),
            "중상자수": random.integers(0, 2, rows),
            "경상자수": random.integers(0, 3, rows),
            "부상신고자수": 1,
            "사고유형": detail,
            "법규위반": random.choice(["신호위반", "기타"], rows),
            "노면상태": random.choice(["포장 - 건조", "건조", "젖음/습기"], rows),
            "기상상태": random.choice(["맑음", "비"], rows),
            "도로형태": random.choice(["단일로 - 기타", "교차로 - 교차로안"], rows),
            "가해운전자 차종": "승용",
            "가해운전자 상해정도": random.choice(["상해없음", "중상"], rows),
            "피해운전자 연령": "30세",
        }
    )
    return frame if numbered else frame.drop(columns="사고번호")


def dacon(rows: int = 700, seed: int = 5) -> pd.DataFrame:
    """The same accidents in the layout of DACON's training file."""
    frame = taas(rows, seed)
    when = pd.to_datetime(frame["사고일시"], format="%Y년 %m월 %d일 %H시")
    eclo = sum(frame[name] * weight for name, weight in WEIGHTS.items())
    frame = frame.assign(사고일시=when.dt.strftime(DASHED), ECLO=eclo, 사고유형=frame["사고유형"].str.split(" - ").str[0])
    frame["사고유형 - 세부분류"] = taas(rows, seed)["사고유형"]
    return frame.rename(columns={"사고번호": "ID", "부상신고자수": "부상자수"}).drop(columns="사고내용")
