"""What is said on maps and about them."""

from __future__ import annotations

from tools._text import Text

POINTS_TITLE = Text(ko="{source} 위치 지도", en="Where: {source}")
POINTS_VALUE_TITLE = Text(ko="위치별 {value}", en="{value} by location")
CLUSTERS_TITLE = Text(ko="{source} 군집 지도", en="Clusters: {source}")
HEAT_TITLE = Text(ko="{source} 밀집도 지도", en="Density: {source}")
PER_KM2 = Text(ko="밀집도\n(개/km²)", en="Density\n(points/km²)")
TOP = Text(ko="상위 {n}곳", en="Top {n}")
CLUSTERS = Text(
    ko="가까운 점을 모은 원은 {n}개이고, 가장 큰 원({most}개)은 {name}에 있어요.",
    en="{n} circles of nearby points; the largest ({most}) is in {name}.",
)
PEAK = Text(ko="가장 빽빽한 곳은 {name:예요}(1km²에 약 {value}개꼴).", en="It is densest in {name} (about {value} per km²).")
MANY_POINTS = Text(ko="점이 {n}개로 많아서 밀집도로 그렸어요.", en="{n} points would hide one another, so I drew their density.")
NOT_SHOWN = Text(
    ko="`{column}` 열은 점 지도(points)나 구역 지도(areas)에서만 나타낼 수 있어서 쓰지 않았어요.",
    en="`{column}` is not used: only maps of points or areas can show it.",
)
ONLY_NAMES = Text(
    ko="이 지도에는 위도·경도 열이 필요한데 이 데이터에는 지역 이름(`{place}`)만 있어요. 구역별 지도(areas)는 그릴 수 있으니 '구별 지도'처럼 요청해 주세요.",
    en="This map needs latitude and longitude, and the data has only place names (`{place}`). A map of areas works: ask for a map by district.",
)
AREA_COUNT_TITLE = Text(ko="{level}별 건수 지도", en="Count by {level}")
AREA_VALUE_TITLE = Text(ko="{level}별 {value} {operation} 지도", en="{operation} of {value} by {level}")
MEASURE = Text(ko="{value} {operation}", en="{operation} of {value}")
LEVELS = {"sigungu": Text(ko="구·군", en="district"), "emd": Text(ko="법정동", en="neighbourhood")}
NO_ROWS = Text(ko="자료 없음", en="no rows")
FEW_ROWS = Text(ko="{n}건 미만", en="under {n} rows")
NO_VALUE = Text(ko="값 없음", en="no value")

SPREAD_OVER = Text(ko="점 {n}개를 그렸어요. {name}에 {most}개로 가장 많아요.", en="{n} points; most of them ({most}) in {name}.")
DRAWN = Text(
    ko="점 {n}개를 그렸어요(위도 {south}~{north}, 경도 {west}~{east}).",
    en="{n} points drawn (latitude {south} to {north}, longitude {west} to {east}).",
)
ONE_PLACE = Text(
    ko="점 {n}개가 모두 같은 자리({latitude}, {longitude})에 있어요.", en="All {n} points are at one place ({latitude}, {longitude})."
)
SWAPPED = Text(
    ko="위도와 경도가 서로 바뀌어 있어서 바로잡아 그렸어요(`{latitude}` ↔ `{longitude}`).",
    en="Latitude and longitude were swapped (`{latitude}` ↔ `{longitude}`), so I turned them round.",
)
DROPPED = {
    "missing": Text(ko="좌표가 없는 {n}건은 뺐어요.", en="{n} rows without coordinates were left out."),
    "out_of_range": Text(
        ko="위도·경도 범위를 벗어난 {n}건은 뺐어요.",
        en="{n} rows with coordinates out of range (latitude -90..90, longitude -180..180) were left out.",
    ),
    "zero": Text(ko="좌표가 (0, 0)인 {n}건은 뺐어요.", en="{n} rows at (0, 0) were left out."),
    "swapped": Text(
        ko="위도와 경도가 뒤바뀐 것으로 보이는 {n}건은 뺐어요.", en="{n} rows whose latitude and longitude look swapped were left out."
    ),
}
FAR = Text(ko="멀리 떨어진 {n}건은 지도 밖에 있어요.", en="{n} points far away from the others are off the map.")
VALUE_MISSING = Text(ko="{n}개 점은 값이 없어 회색이에요.", en="{n} points have no value and are grey.")
LABELS_LEFT = Text(ko="겹치거나 25개를 넘는 이름표는 적지 않았어요.", en="Labels that would overlap, or beyond the first 25, are left out.")

AREA_MOST = Text(
    ko="{name:가} {value}건으로 가장 많고, {low_name:가} {low}건으로 가장 적어요.",
    en="Most: {name} ({value}). Fewest: {low_name} ({low}).",
)
AREA_HIGHEST = Text(
    ko="{measure:는} {name:가} {value:로} 가장 높고, {low_name:가} {low:로} 가장 낮아요.",
    en="Highest {measure}: {name} ({value}). Lowest: {low_name} ({low}).",
)
AREA_ONE = Text(ko="지역은 {name} 하나뿐이고 값은 {value:예요}.", en="There is only one area, {name}: {value}.")
BY_GU = Text(ko="구·군으로 보면 {name:가} {value:로} 가장 높아요.", en="By district, {name} is the highest ({value}).")
BY_GU_COUNT = Text(ko="구·군으로 보면 {name:가} {value}건으로 가장 많아요.", en="By district, {name} has most ({value}).")
OUTSIDE = Text(ko="어느 지역에도 들지 않는 {n}건은 뺐어요.", en="{n} rows lie in no district and were left out.")
AREAS_USED = Text(ko="{n}건을 지역 {areas}곳에 나누어 그렸어요.", en="{n} rows in {areas} areas.")
UNMATCHED = Text(
    ko="{n}건은 {level} 이름을 찾지 못해 뺐어요(예: {examples}).",
    en="{n} rows name no known {level} and were left out (such as {examples}).",
)
MISSING = Text(ko="결측 {n}건은 뺐어요.", en="{n} rows with missing values were left out.")
ELSEWHERE = Text(ko="다른 지역의 {n}건은 지도 밖에 있어요.", en="{n} rows of other regions are off the map.")
FEW_NOTE = Text(ko="{n}건 미만인 지역(빗금)은 순위에서 뺐어요.", en="Areas with under {n} rows (hatched) are not ranked.")

NO_COORDINATES = Text(
    ko="지도를 그리려면 위도·경도 열이나 시군구 같은 지역 이름 열이 필요한데, 이 데이터에는 보이지 않아요. 있다면 열 이름을 알려 주세요.",
    en="A map needs columns of latitude and longitude, or one of district names (such as 시군구); I see none here. If there are, name them.",
)
NEED_PAIR = Text(
    ko="점 지도를 그리려면 위도와 경도 열이 모두 필요해요. 두 열의 이름을 알려 주세요.",
    en="A map of points needs both latitude and longitude. Name the two columns.",
)
NO_POINT = Text(
    ko="`{latitude}`, `{longitude}` 열에는 그릴 수 있는 좌표가 없어요({rows}행 가운데 결측 {missing}, 범위 밖 {bad}). 도(°) 단위 위도·경도 열이 필요해요.",
    en="`{latitude}` and `{longitude}` hold no usable coordinates ({rows} rows: {missing} missing, {bad} out of range). Degrees are needed.",
)
NO_AREA = Text(
    ko="`{place}` 열에서 아는 지역 이름을 찾지 못했어요(예: {examples}). '대구광역시 수성구 범어동'이나 '수성구' 같은 값이 든 열이 필요해요.",
    en="No known place names in `{place}` (such as {examples}). It needs values like '대구광역시 수성구 범어동' or '수성구'.",
)
NEED_VALUE = Text(ko="어느 열의 {operation:를} 지도에 나타낼까요?", en="Which column should the {operation} be of?")
NOT_NUMBERS = Text(
    ko="`{column}` 열은 숫자가 아니라서 지역별 {operation:를} 구할 수 없어요. 숫자 열: {listed}",
    en="`{column}` is not a column of numbers, so there is no {operation} of it. Columns of numbers: {listed}",
)
NO_VALUES_LEFT = Text(
    ko="`{place}` 열과 `{value}` 열에 함께 값이 있는 행이 없어요. 다른 열로 다시 요청해 주세요.",
    en="No row has both `{place}` and `{value}`. Ask for another column.",
)
