"""What is said on charts and about them."""

from __future__ import annotations

from tools._text import Language, Text

OTHER_WORD = Text(ko="그 외", en="Other")
OPERATIONS = {
    "count": Text(ko="건수", en="count"),
    "sum": Text(ko="합계", en="total"),
    "mean": Text(ko="평균", en="mean"),
    "median": Text(ko="중앙값", en="median"),
    "min": Text(ko="최솟값", en="minimum"),
    "max": Text(ko="최댓값", en="maximum"),
    "std": Text(ko="표준편차", en="standard deviation"),
}
PERIODS = {
    "hour": Text(ko="시간", en="hour"),
    "day": Text(ko="일", en="day"),
    "month": Text(ko="월", en="month"),
    "year": Text(ko="연", en="year"),
}
TITLES = {
    "count": Text(ko="{x}별 건수", en="Count by {x}"),
    "count_y": Text(ko="{x}별 {y} 건수", en="Count of {y} by {x}"),
    "value": Text(ko="{x}별 {y} {operation}", en="{operation} of {y} by {x}"),
    "count_group": Text(ko="{x}·{group}별 건수", en="Count by {x} and {group}"),
    "count_y_group": Text(ko="{x}·{group}별 {y} 건수", en="Count of {y} by {x} and {group}"),
    "value_group": Text(ko="{x}·{group}별 {y} {operation}", en="{operation} of {y} by {x} and {group}"),
    "count_share": Text(ko="{x}별 비율", en="Share by {x}"),
    "value_share": Text(ko="{x}별 {y} 비율", en="Share of {y} by {x}"),
    "histogram": Text(ko="{x} 분포", en="Distribution of {x}"),
    "histogram_group": Text(ko="{group}별 {x} 분포", en="Distribution of {x} by {group}"),
    "box": Text(ko="{y} 분포", en="Distribution of {y}"),
    "box_by": Text(ko="{x}별 {y} 분포", en="Distribution of {y} by {x}"),
    "scatter": Text(ko="{x:와} {y}의 관계", en="{y} against {x}"),
}
TITLES |= {
    "day_count": Text(ko="날짜별 건수", en="Count by day"),
    "day_count_y": Text(ko="날짜별 {y} 건수", en="Count of {y} by day"),
    "day_value": Text(ko="날짜별 {y} {operation}", en="{operation} of {y} by day"),
}
PANELS_TITLE = Text(ko="{panels}별로 나눈 {title}", en="{title}, for each {panels}")
COUNT = Text(ko="건수", en="Count")
SHARE = Text(ko="비율(%)", en="Share (%)")
OR_MORE = Text(ko="{value} 이상", en="{value}+")

N_USED = Text(ko="n = {used} · {source}", en="n = {used} · {source}")
N_LEFT_OUT = Text(ko="n = {used} · 제외 {left} · {source}", en="n = {used} · {left} left out · {source}")

TOP_COUNT = Text(ko="{name:가} {value}건으로 가장 많아요.", en="Most: {name} ({value}).")
TOP_ONLY = Text(ko="{name:가} {value:로} 가장 높아요.", en="{name} is highest ({value}).")
HIGHEST = Text(
    ko="{name:가} {value:로} 가장 높고, {low_name:가} {low:로} 가장 낮아요.", en="Highest: {name} ({value}). Lowest: {low_name} ({low})."
)
MOST = Text(
    ko="{name:가} {value}건으로 가장 많고, {low_name:가} {low}건으로 가장 적어요.", en="Most: {name} ({value}). Fewest: {low_name} ({low})."
)
ALL_SAME = Text(ko="모두 {value:로} 같아요.", en="All are the same: {value}.")
ONLY = Text(ko="{name} 하나뿐이고 값은 {value:예요}.", en="There is only {name}: {value}.")
TOP_SHARE = Text(ko="{name:가} {share}%({value})로 가장 커요.", en="{name} is the largest: {share}% ({value}).")
TREND = Text(ko="{first_name} {first}에서 {last_name} {last:로} 바뀌었어요.", en="From {first} ({first_name}) to {last} ({last_name}).")
SPREAD = Text(
    ko="중앙값 {median}, 평균 {mean}, 가운데 절반은 {q1}~{q3}, 최소 {minimum}, 최대 {maximum:예요}.",
    en="Median {median}, mean {mean}, the middle half from {q1} to {q3}, minimum {minimum}, maximum {maximum}.",
)
MEDIANS = Text(
    ko="중앙값은 {name:가} {value:로} 가장 높고, {low_name:가} {low:로} 가장 낮아요.",
    en="Highest median: {name} ({value}). Lowest: {low_name} ({low}).",
)
MEDIANS_SAME = Text(
    ko="중앙값은 모두 {value:로} 같고, 평균은 {name:가} {mean:로} 가장 높아요.",
    en="All medians are {value}; the highest mean is {name}'s ({mean}).",
)
RELATION = Text(
    ko="피어슨 상관계수 {r}, 스피어만 {rho:예요}(n={n}).",
    en="Pearson correlation {r}, Spearman {rho} (n={n}).",
)
NO_RELATION = Text(ko="값이 변하지 않아 상관계수를 구할 수 없어요.", en="There is no correlation to compute: a column does not vary.")
DENSITY = Text(ko="점이 {n}개라 색으로 밀도를 나타냈어요.", en="With {n} points, colour shows how many lie together.")
CELL = Text(ko="{x} × {y} 칸이 {value:로} 가장 높아요.", en="The highest cell is {x} × {y}: {value}.")
BOX_READ = Text(
    ko="상자: 가운데 절반 · 선: 중앙값 · 점: 평균 · 수염: 1.5×IQR까지", en="Box: middle half · line: median · dot: mean · whiskers: 1.5×IQR"
)
STACK_TOP = Text(ko="모두 더하면 {name:가} {value:로} 가장 커요.", en="Altogether {name} is largest ({value}).")
STACK_MOST = Text(ko="모두 더하면 {name:가} {value}건으로 가장 많아요.", en="Altogether {name} has most ({value}).")
STACK_PART = Text(
    ko="전체에서는 {name:가} {share}%({value})로 가장 커요.", en="Of everything, {name} is the largest part: {share}% ({value})."
)
PIE_TO_BARS = Text(
    ko="원그래프는 여섯 조각까지만 잘 읽혀서, 항목이 {n}개인 이 열은 막대로 그렸어요.",
    en="A pie can be read with up to six parts; this column has {n}, so I drew bars.",
)
SIZED = Text(ko="점이 클수록 그 자리에 겹친 행이 많아요.", en="The larger a dot, the more rows lie on it.")
TREND_LINE = Text(ko="추세선 y = {line}", en="Trend line y = {line}")
TREND_SUB = Text(ko="r = {r} · n = {n} · 추세선 y = {line}", en="r = {r} · n = {n} · trend y = {line}")
DAY_TOP = Text(
    ko="{day}({weekday})이 {value:로} 가장 높고, 요일로는 {best}의 하루 평균이 {mean:로} 가장 높아요.",
    en="{day} ({weekday}) is highest: {value}. By weekday, {best} has the highest daily mean: {mean}.",
)
DAY_MOST = Text(
    ko="{day}({weekday})에 {value}건으로 가장 많고, 요일로는 {best}이 하루 평균 {mean}건으로 가장 많아요.",
    en="Most on {day} ({weekday}): {value}. By weekday, {best} has the highest daily mean: {mean}.",
)
DAYS_NONE = Text(ko="{n}일은 값이 없어 비워 두었어요.", en="{n} days have no value and are left blank.")
YEARS_HIDDEN = Text(
    ko="최근 {shown}년만 그렸고 앞선 {n}년은 뺐어요.", en="Only the latest {shown} years are drawn; {n} earlier ones are not."
)
WEEKDAYS = Text(ko="월 화 수 목 금 토 일", en="Mon Tue Wed Thu Fri Sat Sun")
WEEKDAYS_LONG = Text(ko="월요일 화요일 수요일 목요일 금요일 토요일 일요일", en="Monday Tuesday Wednesday Thursday Friday Saturday Sunday")
MONTH = Text(ko="{month}월", en="{name}")
PANELS_HIDDEN = Text(
    ko="`{panels}`에서 건수가 많은 {shown}개만 그렸고 {n}개는 뺐어요.",
    en="Only the {shown} values of `{panels}` with most rows are drawn; {n} are not.",
)
PANEL_TOP = Text(ko="가장 높은 곳은 {panel}의 {name:예요}({value}).", en="The highest is {name} in {panel} ({value}).")
PANEL_R = Text(
    ko="상관계수는 {high_name}에서 {high:로} 가장 높고, {low_name}에서 {low:로} 가장 낮아요.",
    en="The correlation is highest in {high_name} ({high}) and lowest in {low_name} ({low}).",
)
PANEL_MEDIANS = Text(
    ko="중앙값은 {name}에서 {value:로} 가장 높고, {low_name}에서 {low:로} 가장 낮아요.",
    en="The median is highest in {name} ({value}) and lowest in {low_name} ({low}).",
)
SAMPLED = Text(
    ko="그림마다 점은 무작위로 {n}개까지만 찍었고, r은 모두로 구했어요.", en="At most {n} random points each; r is of all of them."
)
PANEL_SAME = Text(ko="중앙값은 어디에서나 {value:예요}.", en="The median is {value} everywhere.")
VIOLIN_READ = Text(
    ko="넓은 곳일수록 값이 많음 · 흰 점: 중앙값 · 굵은 선: 가운데 절반",
    en="Wide: many values · white dot: median · thick line: middle half",
)
VIOLIN_CUT = Text(ko="{low}~{high} 밖의 값 {n}개는 그림 밖에 있어요.", en="{n} values outside {low} to {high} are off the picture.")
OUTLIERS = Text(ko="수염 밖의 값 {n}개는 그리지 않았어요.", en="{n} values beyond the whiskers are not drawn.")

USED = Text(ko="{n}건을 썼어요.", en="{n} rows used.")
MISSING_OUT = Text(ko="결측 {n}건은 뺐어요.", en="{n} rows with missing values were left out.")
INFINITE_OUT = Text(ko="무한대 {n}건은 뺐어요.", en="{n} rows with infinite values were left out.")
MERGED = Text(ko="나머지 {n}개 항목은 '{word}' 하나로 합쳤어요.", en='The other {n} categories are summed as "{word}".')
HIDDEN = Text(
    ko="건수가 많은 {shown}개 항목만 그렸고 {n}개 항목은 뺐어요.",
    en="Only the {shown} categories with most rows are drawn; {n} are not shown.",
)
LOWER_HIDDEN = Text(
    ko="값이 큰 {shown}개 항목만 그렸고 {n}개 항목은 뺐어요.",
    en="Only the {shown} highest categories are drawn; {n} are not shown.",
)
GROUPS_HIDDEN = Text(ko="`{group}`에서 건수가 적은 {n}개 항목은 그리지 않았어요.", en="{n} smaller categories of `{group}` are not drawn.")
PERIOD_USED = Text(ko="{period} 단위로 묶었어요.", en="Grouped by {period}.")
STEPS_USED = Text(ko="`{x}` 값을 {width} 간격으로 묶었어요.", en="`{x}` is grouped in steps of {width}.")
CELLS_HIDDEN = Text(ko="건수가 적은 {n}개 항목은 그리지 않았어요.", en="{n} smaller categories are not drawn.")
TAIL = Text(ko="{value} 이상인 값 {n}개는 마지막 막대에 모았어요.", en="The last bar gathers {n} values of {value} or more.")

# how a value is measured, by the end of a column's name, where that is well known
_UNITS: dict[str, Text] = {
    "제한속도": Text(ko="km/h", en="km/h"),
    "주차구획수": Text(ko="면", en="bays"),
    "요금": Text(ko="원", en="KRW"),
    "위도": Text(ko="°", en="°"),
    "경도": Text(ko="°", en="°"),
    "사고시": Text(ko="시", en="hour"),
    "연령": Text(ko="세", en="years"),
    "나이": Text(ko="세", en="years"),
    "사망자수": Text(ko="명", en="people"),
    "중상자수": Text(ko="명", en="people"),
    "경상자수": Text(ko="명", en="people"),
    "부상신고자수": Text(ko="명", en="people"),
}


# numbers in such a column are read with this word
TIME_ENDINGS = {"시": "시", "시각": "시", "월": "월", "일": "일", "연": "년", "년": "년", "연도": "년", "년도": "년"}


def with_unit(column: str, language: Language) -> str:
    unit = next((u for name, u in _UNITS.items() if column.endswith(name)), None)
    return f"{column} ({unit.say(language)})" if unit else column
