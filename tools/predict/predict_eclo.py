from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from tools._context import ToolContext
from tools._registry import tool
from tools._result import ToolResult
from tools._text import Text
from tools.predict._inputs import understand
from tools.predict._remember import remember
from tools.predict._say import MOST_REASONS, as_data, learnt_from, sentences, understood_table

Unknown = Literal["unknown"]


@tool(title=Text(ko="사고 심각도를 예측하는 중", en="predicting the severity"))
def predict_eclo(
    weather: Annotated[str | None, Field(description="맑음, 비, 흐림, 눈, 안개, 기타; 'unknown' if the user does not know")] = None,
    road_surface: Annotated[str | None, Field(description="건조, 젖음/습기, 서리/결빙, 적설, 침수, 기타; omit unless said")] = None,
    road_type: Annotated[
        str | None, Field(description="for example 교차로, 교차로 부근, 횡단보도, 단일로, 터널, 교량, 주차장; or 'unknown'")
    ] = None,
    accident_type: Annotated[str | None, Field(description="차대차, 차대사람, 차량단독; or 'unknown'")] = None,
    time_period: Annotated[str | None, Field(description="심야, 출근시간대, 일반시간대, 퇴근시간대; only when no hour was said")] = None,
    district: Annotated[str | None, Field(description="place in Daegu as the user wrote it, such as 수성구 범어동; or 'unknown'")] = None,
    day_of_week: Annotated[str | None, Field(description="only when the user named a weekday, such as 금요일")] = None,
    accident_hour: Annotated[int | Unknown | None, Field(description="0 to 23")] = None,
    accident_year: Annotated[int | Unknown | None, Field(description="such as 2026")] = None,
    accident_month: Annotated[int | Unknown | None, Field(description="1 to 12")] = None,
    accident_day: Annotated[int | Unknown | None, Field(description="1 to 31")] = None,
    accident_detail: Annotated[
        str | None, Field(description="only if said: 추돌, 측면충돌, 정면충돌, 횡단중, 보도통행중, 전도전복, 공작물충돌 ...")
    ] = None,
    violation: Annotated[str | None, Field(description="only if said: 신호위반, 중앙선침범, 과속, 안전거리미확보, 불법유턴 ...")] = None,
    *,
    ctx: ToolContext,
) -> ToolResult:
    """Predict ECLO, the severity of one traffic accident in Daegu, from what is known about it.

    Pass only what the user said; the rest is derived, assumed (and told) or asked for. The result has the prediction, an
    80% interval, the band (경미, 일반, 심각, 매우 심각), the chance of each worst injury, the strongest reasons, and what to be careful about.
    """
    said = {name: value for name, value in locals().items() if name != "ctx"}
    got = understand(said, ctx.now, ctx.language)
    predictor = ctx.predictor()
    prediction = predictor.predict_one(got.inputs, reasons=MOST_REASONS)
    text = sentences(got, prediction, predictor.bundle.training.last_year, learnt_from(predictor.bundle, ctx), ctx)
    data = as_data(got, prediction) | {"id": remember(got, prediction, ctx)}
    return ToolResult(text, data, [understood_table(got, ctx)])
