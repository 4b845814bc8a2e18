"""What is said about change along time."""

from __future__ import annotations

from tools._text import Text

CYCLES = {"month": 12, "quarter": 4, "day": 7}
CYCLE_NAMES = {
    "month": Text(ko="월별", en="by month"),
    "quarter": Text(ko="분기별", en="by quarter"),
    "day": Text(ko="요일별", en="by weekday"),
}
BY = {
    "day": Text(ko="일별", en="daily"), "week": Text(ko="주별", en="weekly"), "month": Text(ko="월별", en="monthly"), "quarter": Text(ko="분기별", en="quarterly"),
    "year": Text(ko="연도별", en="yearly"),
}  # fmt: skip
FEW_PERIODS = Text(
    ko="값이 있는 기간이 {n}개({unit} 단위)뿐이라 볼 수 없어요. 적어도 {least}개는 있어야 해요. 더 짧은 단위(예: 일)로 물어봐 주세요.",
    en="There are only {n} periods ({unit}) with a value; at least {least} are needed. Ask by a shorter unit, such as day.",
)
FEW_CYCLES = Text(
    ko="계절성을 보려면 주기가 두 번 이상 되풀이되어야 하는데 기간이 {n}개({unit} 단위)뿐이에요(적어도 {least}개). 하루 단위(unit=day)로 요일 주기를 보거나 ‘월별 건수’를 물어봐 주세요.",
    en="Seasons need two full cycles, and there are only {n} periods ({unit}; at least {least}). Look at the weekly cycle (unit=day), or ask for counts by month.",
)
GAPS = Text(
    ko="{of}개 기간 가운데 {n}개에 값이 없어서 볼 수 없어요({unit} 단위). 더 긴 단위(예: 달)로 물어봐 주세요.",
    en="{n} of {of} periods ({unit}) have no value. Ask by a longer unit, such as month.",
)
UP = Text(
    ko="{name:는} 늘었어요: {unit}마다 {slope}(95% CI {low}~{high}), 한 해에 {year}(평균의 {share}), {p}. {first}~{last}, {n}개 기간을 봤어요.",
    en="The {name} went up: {slope} a {unit} (95% CI {low} to {high}), {year} a year ({share} of the mean), {p}. {first} to {last}, {n} periods.",
)
DOWN = Text(
    ko="{name:는} 줄었어요: {unit}마다 {slope}(95% CI {low}~{high}), 한 해에 {year}(평균의 {share}), {p}. {first}~{last}, {n}개 기간을 봤어요.",
    en="The {name} went down: {slope} a {unit} (95% CI {low} to {high}), {year} a year ({share} of the mean), {p}. {first} to {last}, {n} periods.",
)
FLAT = Text(
    ko="{name}에 뚜렷한 추세는 없어요: {unit}마다 {slope}(95% CI {low}~{high}), 한 해에 {year}(평균의 {share}), {p}. {first}~{last}, {n}개 기간을 봤어요.",
    en="The {name} shows no clear trend: {slope} a {unit} (95% CI {low} to {high}), {year} a year ({share} of the mean), {p}. {first} to {last}, {n} periods.",
)
HELD = Text(
    ko="되풀이되는 {cycle} 차이를 함께 넣고, 이웃한 기간이 서로 닮은 것도 감안한 구간이에요.",
    en="What repeats {cycle} is held constant, and the interval allows for neighbouring periods being alike.",
)
NOT_HELD = Text(
    ko="이웃한 기간이 서로 닮은 것을 감안한 구간이에요. 주기가 두 번 되지 않아 {cycle} 차이는 빼지 못했어요.",
    en="The interval allows for neighbouring periods being alike. What repeats {cycle} could not be held constant: there are not two cycles of it.",
)
NO_CYCLE = Text(
    ko="이웃한 기간이 서로 닮은 것을 감안한 구간이에요.",
    en="The interval allows for neighbouring periods being alike.",
)
TREND_MEANING = Text(
    ko="곧은 선으로 본 평균적인 변화예요. 왜 변했는지, 앞으로도 그럴지는 알려 주지 않아요.",
    en="This is the average change along a straight line. It shows neither why, nor that it will go on.",
)
TREND_TITLE = Text(ko="{unit} {name}의 추세", en="Trend of the {unit} {name}")
LINE = Text(ko="추세선", en="trend")
SEASONAL = Text(
    ko="{name}의 {cycle} 주기는 세기 {strength}로 {word}(0이면 없음, 1이면 전부). {high:가} 평소보다 {high_value}로 가장 높고 {low:가} {low_value}로 가장 낮아요({p}).",
    en="The cycle of the {name} {cycle} has strength {strength}: {word} (0: none, 1: nothing else). Highest: {high} ({high_value} of usual); lowest: {low} ({low_value}); {p}.",
)
STRENGTHS = (
    (0.6, Text(ko="뚜렷해요", en="clear")),
    (0.3, Text(ko="어느 정도 있어요", en="some")),
    (-1.0, Text(ko="약해요", en="weak")),
)
PER_DAY = Text(ko="달마다 날수가 달라서 하루 평균으로 견주었어요.", en="Months differ in length, so daily means are compared.")
WEEK_ONLY = Text(
    ko="2년치가 되지 않아 계절(월)이 아니라 요일 주기를 봤어요.",
    en="There are not two years of data, so this is the weekly cycle, not the seasons.",
)
SEASON_MEANING = Text(
    ko="이 기간에 되풀이된 모양을 보여 줄 뿐, 무엇 때문인지는 알려 주지 않아요.",
    en="It shows what repeated itself in this period, not what causes it.",
)
SEASON_TITLE = Text(ko="{name}의 {cycle} 주기", en="Cycle of the {name} {cycle}")
DAILY = Text(ko="하루 평균 {name:와} 추세", en="{name} a day, with trend")
OFF_SHARE = Text(ko="추세에서 벗어난 정도(%)", en="off the trend (%)")
OFF = Text(ko="추세에서 벗어난 정도", en="off the trend")
SEASON_HEADS = Text(ko="주기|벗어난 정도|평균에 대한 비율(%)", en="season|off the trend|share of the mean (%)")
MOVING = Text(
    ko="{name}의 {window}{unit} 이동평균은 마지막({at})에 {last:예요}. 가장 높았던 때는 {high_at}({high}), 가장 낮았던 때는 {low_at}({low})예요.",
    en="The {window}-{unit} moving average of the {name} ends at {last} ({at}). Highest: {high} ({high_at}); lowest: {low} ({low_at}).",
)
MOVING_MEANING = Text(
    ko="그 기간을 포함해 앞의 {window}개({unit}) 평균이라 변화가 조금 늦게 나타나요.",
    en="Each point is the mean of that {unit} and those before it, {window} in all, so changes show with a delay.",
)
MOVING_TITLE = Text(ko="{name}의 {window}{unit} 이동평균", en="{window}-{unit} moving average of the {name}")
AVERAGE = Text(ko="{window}{unit} 이동평균", en="{window}-{unit} average")
YEAR_ON_YEAR = Text(
    ko="{year}년 {name:는} {now:로}, {before}년({then})보다 {change}예요{interval}.",
    en="The {name} of {year} is {now}, against {then} in {before}: {change}{interval}.",
)
CHANGE_INTERVAL = Text(ko="(95% CI {low}~{high})", en=" (95% CI {low} to {high})")
MOST_CHANGED = Text(ko="가장 크게 달라진 달은 {month}({change})이에요.", en="The month that changed most is {month} ({change}).")
SAME_MONTHS = Text(
    ko="두 해에 모두 온전히 있는 달만 견주었어요: {months}.", en="Only months that both years have in full are compared: {months}."
)
COUNT_MEANING = Text(
    ko="구간은 건수가 우연히 오르내리는 폭(푸아송)만 담았고, 왜 변했는지는 알려 주지 않아요.",
    en="The interval holds only what counts vary by chance (Poisson). Why they changed, this does not show.",
)
YEAR_MEANING = Text(ko="두 해를 견줄 뿐, 왜 변했는지는 알려 주지 않아요.", en="This compares two years; why they differ, it does not show.")
ONE_YEAR = Text(
    ko="{column}에는 견줄 수 있는 해가 하나({year}년)뿐이에요. 앞선 해가 들어 있는 데이터를 올리거나, ‘월별 추세’를 물어봐 주세요.",
    en="{column} has only one year to look at ({year}). Share data with the year before, or ask for the trend by month.",
)
YEAR_TITLE = Text(ko="{name}: 해마다 같은 달", en="{name}: the same months of each year")
MONTHS = Text(ko="가로축은 달이에요.", en="")
YEAR_HEADS = Text(ko="연도|앞선 해|그해|변화(%)", en="year|year before|that year|change (%)")
MONTH_HEADS = Text(ko="달|{before}년|{year}년|변화(%)", en="month|{before}|{year}|change (%)")
SERIES_HEADS = Text(ko="기간|{name}|행", en="period|{name}|rows")
COUNT_HEADS = Text(ko="기간|{name}", en="period|{name}")
SOURCE = Text(ko="자료: {source} · {n}행", en="Source: {source} · {n} rows")

# unusual days
NONE_UNUSUAL = Text(
    ko="{days}일 가운데 눈에 띄게 이상한 날은 없어요(기준 |z| > {threshold}).", en="None of the {days} days stands out (|z| > {threshold})."
)
UNUSUAL = Text(
    ko="{days}일 가운데 {count}일이 평소와 달라요(기준 |z| > {threshold}). 가장 두드러진 날은 {day}({weekday}): {value}, 평소라면 {usual} 정도예요(z = {z}).",
    en="{count} of {days} days stand out (|z| > {threshold}). The farthest is {day} ({weekday}): {value}, where about {usual} would be usual (z = {z}).",
)
HIGH_LOW = Text(ko="많은 날 {high}일, 적은 날 {low}일이에요.", en="{high} are above and {low} below what is usual.")
HOW_COUNT = Text(
    ko="평소 값은 추세와 요일 차이로 셈하고(STL), 건수는 클수록 더 흔들린다는 것까지 감안했어요.",
    en="What is usual comes from trend and weekday (STL), and larger counts are allowed to vary more.",
)
HOW_VALUE = Text(ko="평소 값은 추세와 요일 차이로 셈했어요(STL).", en="What is usual comes from trend and weekday (STL).")
EXPECTED_BY_CHANCE = Text(
    ko="아무 일이 없어도 {chance}일쯤은 우연히 걸릴 수 있어요. 무슨 일이 있었는지는 이 데이터만으로는 알 수 없어요.",
    en="Some {chance} days would be flagged by chance alone. What happened on them, this data does not say.",
)
UNUSUAL_TITLE = Text(ko="{name:가} 평소와 다른 날", en="Days with an unusual {name}")
UNUSUAL_HEADS = Text(ko="날짜|요일|{name}|평소|z", en="date|weekday|{name}|usual|z")
FEW_DAYS = Text(
    ko="이상한 날을 찾으려면 적어도 {least}일이 필요한데 {n}일뿐이에요. 값의 이상치를 찾으려면 ‘이상치 찾아줘’라고 물어봐 주세요.",
    en="At least {least} days are needed to tell which are unusual; there are {n}. For unusual values ask for outliers.",
)
ALL_EQUAL = Text(
    ko="날마다 값이 거의 같아서 이상한 날을 가릴 수 없어요. 다른 열을 골라 주세요.",
    en="The days hardly differ, so none can stand out. Choose another column.",
)
