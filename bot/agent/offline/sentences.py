"""What the offline brain says itself; everything else is said by the tools."""

from __future__ import annotations

from tools._text import Text

HELLO = Text(
    ko="안녕하세요! 대구 교통사고의 심각도(ECLO)를 예측하고, 올려 주신 CSV에 대한 질문에 답해요. "
    "예: “내일 오후 3시 수성구 범어동 교차로에서 비 올 때 차대차 사고 ECLO 예측해줘”",
    en="Hello! I predict how severe a traffic accident in Daegu would be (ECLO) and answer questions about CSV files you drop here. "
    "Try: “Predict ECLO for a rainy Friday 18:00 car-to-car crash at an intersection in Jung-gu”",
)
HELLO_DATA = Text(
    ko="안녕하세요! 지금은 {name} 데이터를 보고 있어요. 예: “{example}”",
    en="Hello! We are looking at {name}. Try: “{example}”",
)
THANKS = Text(ko="도움이 됐다니 기뻐요. 더 궁금한 게 있으면 말씀해 주세요.", en="You're welcome. Ask me anything else you'd like to know.")
BYE = Text(ko="네, 필요할 때 다시 불러 주세요.", en="Goodbye. I'm here whenever you need me.")
OKAY = Text(ko="네! 이어서 궁금한 걸 말씀해 주세요.", en="All right. What would you like to know next?")
WHO = Text(
    ko="저는 대구 교통사고의 ECLO(사망 10, 중상 5, 경상 3, 부상신고 1을 곱해 더한 값)를 예측하고 CSV 데이터에 대한 질문에 답하는 봇이에요. "
    "“도움말”이라고 하시면 할 수 있는 일을 모두 보여 드려요.",
    en="I'm a bot that predicts ECLO (10 × deaths + 5 × serious + 3 × minor + 1 × reported injuries) for traffic accidents in Daegu "
    "and answers questions about CSV files. Say “help” to see everything I can do.",
)
WHAT_IS_ECLO = Text(
    ko="ECLO는 교통사고의 인명 피해 심각도예요. 사망 × 10 + 중상 × 5 + 경상 × 3 + 부상신고 × 1로 계산해요.",
    en="ECLO measures how badly people are hurt in an accident: 10 × deaths + 5 × serious + 3 × minor + 1 × reported injuries.",
)
UNSURE_DATA = Text(
    ko="무슨 뜻인지 확실하지 않아요. 혹시 이런 걸 물으셨나요? {choices}",
    en="I'm not sure what you mean. Did you mean one of these? {choices}",
)
UNSURE = Text(
    ko="무슨 뜻인지 확실하지 않아요. 이렇게 물어보실 수 있어요: {choices}. CSV 파일을 올리시면 그 데이터에 대해서도 답해요.",
    en="I'm not sure what you mean. You can ask, for example: {choices}. Drop a CSV file here and I'll answer questions about it too.",
)
OUT_OF_REACH = Text(
    ko="그건 제가 할 수 없는 일이에요. 저는 대구 교통사고 ECLO 예측과 올려 주신 CSV 데이터의 통계, 차트, 지도를 맡고 있어요.",
    en="That is beyond what I can do. I predict ECLO for accidents in Daegu and make statistics, charts and maps from the CSV files you share.",
)
NEEDS_DATA = Text(
    ko="{wish:는} 데이터가 있어야 할 수 있어요. CSV나 엑셀 파일을 이 대화에 올리고 다시 말씀해 주세요.",
    en="That ({wish}) needs a dataset. Drop a CSV or Excel file here and ask again.",
)
NOT_YET = Text(
    ko="{wish:는} 아직 할 수 없어요. 대신 이렇게 물어봐 주세요: “{nearest}”",
    en="I can't do that yet ({wish}). The nearest thing I can do: “{nearest}”",
)
UNKNOWN_COLUMN = Text(
    ko="‘{word}’에 맞는 열을 이 데이터에서 찾지 못했어요. 혹시 이 중 하나인가요? {choices}",
    en="I found no column for “{word}” in this dataset. Did you mean one of these? {choices}",
)
WHICH_COLUMN = Text(ko="어느 열을 말씀하시나요? {choices}", en="Which column do you mean? {choices}")
WHICH_MEASURE = Text(
    ko="{group}별로 어떤 값을 계산할까요? 예: {choices}",
    en="Which value should I compute for each {group}? For example: {choices}",
)
NO_FIGURES = Text(
    ko="이 데이터에는 셈할 수 있는 숫자 열이 없어요. 건수는 볼 수 있어요: “{group}별 건수”. 숫자로 읽혀야 할 열이 있다면 ‘○○는 숫자야’라고 알려 주세요.",
    en="This dataset has no column of numbers to compute with. Counts would work: “count by {group}”. If a column should be numbers, say “… is a number”.",
)
WHICH_CHART = Text(
    ko="어떤 열을 그릴까요? 예: “{example}”",
    en="Which column should I draw? For example: “{example}”",
)
CONDITION_LEFT_OUT = Text(
    ko="조건({condition})은 이 계산에 함께 걸 수 없어서, 전체 데이터로 답할게요.",
    en="I can't apply the condition ({condition}) to this calculation, so this is for the whole dataset.",
)
CONDITION_NOT_KEPT = Text(
    ko="이번에는 앞의 조건({condition}) 없이 모든 행을 봤어요. 그 행만 보려면 ‘그중에서’를 붙여 물어봐 주세요.",
    en="This is about all rows again, without the condition before ({condition}). For those rows only, ask “of those, …”.",
)
ABOUT_DATASET = Text(
    ko="가장 나중에 올린 `{name}`에서 찾았어요. 다른 데이터를 보려면 그 이름을 말씀해 주세요.",
    en="This is about `{name}`, which was shared last. For another dataset, say its name.",
)
ALL_GROUPS = Text(
    ko="묶음의 값에는 조건을 걸 수 없어서 {group}별로 모두 보여 드려요. 표에서 골라 보세요.",
    en="I can't apply a condition to groups, so here are all of them by {group}: pick from the table.",
)
BY_WEEKDAY = Text(
    ko="주말과 평일을 나눈 열이 없어서 {column}별로 보여 드려요.",
    en="No column tells weekends from weekdays, so this is by {column}.",
)
NO_SUCH_TOPIC = Text(
    ko="이 데이터에는 {topic:를} 알 수 있는 열이나 값이 없어요. 이런 열로는 물어보실 수 있어요: {choices}",
    en="No column of this dataset tells about {topic}. You can ask about {choices}.",
)
WHY = Text(
    ko="이유까지는 데이터로 알 수 없어요. 대신 무엇과 함께 나타나는지는 볼 수 있어요: {choices}",
    en="The data can't tell me why. What I can show is what goes together: {choices}",
)
LEFT_AS_IT_IS = Text(ko="네, 미리 보기만 했으니 데이터는 그대로예요.", en="All right. That was only a preview: the data is as it was.")
CANCELLED = Text(ko="네, 그 질문은 그만둘게요.", en="All right, I've dropped that question.")
DELETE_ONE = Text(
    ko="데이터는 한 번에 하나씩만 지울 수 있어요. “데이터 목록”으로 이름을 보신 뒤 “파일이름.csv 지워줘”라고 말씀해 주세요.",
    en="I can delete one dataset at a time. Say “list datasets” to see their names, then “delete name.csv”.",
)
GROUP_LEFT_OUT = Text(
    ko="한 번에 한 열로만 묶을 수 있어서 {group:로} 묶었어요({left} 제외).",
    en="I can group by one column at a time, so this is by {group} (without {left}).",
)
NOT_UNDERSTOOD_ANSWER = Text(ko="그 답은 알아듣지 못했어요.", en="I didn't catch that answer.")
WHICH_DATASET = Text(ko="어느 데이터를 말씀하시나요? {choices}", en="Which dataset do you mean? {choices}")
PREDICT_WHICH = Text(
    ko="데이터 전체의 ECLO를 예측할까요, 아니면 사고 한 건을 예측할까요? “이 데이터 전체 ECLO 예측해줘” 또는 “{example}”처럼 말씀해 주세요.",
    en="Shall I predict ECLO for the whole dataset or for one accident? Say “predict ECLO for the whole dataset” or “{example}”.",
)
NOTHING_TO_EXPLAIN = Text(
    ko="아직 설명할 예측이 없어요. 먼저 예측해 보시면 왜 그런 값인지 알려 드려요. 예: “{example}”",
    en="There is no prediction to explain yet. Ask for one and I'll tell you why it comes out so. Try: “{example}”",
)
FIRST_OF_SEVERAL = Text(ko="여러 건 가운데 첫 번째를 설명할게요.", en="Of the several, I'll explain the first.")
BY_LANDMARK = Text(ko="{said} 자리는 {place:로} 봤어요.", en="I took {said} to be in {place}.")
LEAST_LAST = Text(
    ko="높은 순으로 전부 보여 드려요. 맨 아래가 예상 심각도가 가장 낮은 쪽이에요.",
    en="Here is the whole ranking, the highest first: the least severe is at the bottom.",
)
FIRST_OF_RANKING = Text(ko="순위의 첫째인 {name:를} 설명할게요.", en="I'll explain the first of the ranking, {name}.")
OTHER_CITY = Text(
    ko="{city:는} 모델이 배우지 않은 곳이에요. 대구에서 난 사고만 예측할 수 있어요. 예: “{example}”",
    en="The model has not learnt about {city}: I predict accidents in Daegu only. Try: “{example}”",
)
NOT_LEARNT = Text(
    ko="모델이 배우지 않은 조건({topic})은 예측에 넣지 못해요.", en="The model has not learnt about {topic}, so that is left out."
)
NOTHING_TO_CHANGE = Text(
    ko="아직 바꿀 만한 앞선 답이 없어요. 예: “{example}”",
    en="There is no earlier answer to change yet. Try: “{example}”",
)
DONE = Text(ko="끝났어요.", en="Done.")

EXAMPLE_PREDICT = Text(
    ko="내일 오후 3시 수성구 범어동 교차로에서 비 올 때 차대차 사고 ECLO 예측해줘",
    en="Predict ECLO for a rainy Friday 18:00 car-to-car crash at an intersection in Jung-gu",
)
EXAMPLE_OF = Text(ko="{said} 사고 ECLO 예측해줘", en="predict ECLO for an accident: {said}")
EXAMPLE_COUNT = Text(ko="{column}별 건수", en="count by {column}")
EXAMPLE_MEAN = Text(ko="{column}별 평균 {measure}", en="mean {measure} by {column}")
EXAMPLE_CHART = Text(ko="{column}별 건수 차트 그려줘", en="draw a chart of the count by {column}")
EXAMPLE_CORRELATION = Text(ko="{measure} 상관관계 알려줘", en="what correlates with {measure}?")
EXAMPLE_MISSING = Text(ko="결측치 보여줘", en="show missing values")
EXAMPLE_INFO = Text(ko="데이터 요약해줘", en="summarise the dataset")
EXAMPLE_HELP = Text(ko="도움말", en="help")
