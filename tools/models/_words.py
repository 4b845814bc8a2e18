"""What is said about models."""

from __future__ import annotations

from tools._text import Text

KINDS: dict[str, Text] = {
    "linear": Text(ko="선형회귀", en="linear regression"),
    "ridge": Text(ko="릿지 회귀", en="ridge regression"),
    "logistic": Text(ko="로지스틱 회귀", en="logistic regression"),
    "tree": Text(ko="의사결정나무", en="decision tree"),
    "forest": Text(ko="랜덤 포레스트", en="random forest"),
    "kmeans": Text(ko="k-평균 군집", en="k-means clustering"),
    "pca": Text(ko="주성분 분석", en="principal component analysis"),
}

# refusals: each says what would work
WHICH_TARGET = Text(ko="{model:로} 무엇을 예측할까요? 열을 알려 주세요.", en="What should the {model} predict? Name a column.")
NO_FEATURES = Text(
    ko="설명에 쓸 수 있는 열이 없어요. 값이 변하는 열을 features로 알려 주세요. 숫자 열: {columns}",
    en="There is no column to learn from. Name columns that vary as features. Numeric columns: {columns}",
)
DATE_FEATURE = Text(
    ko="{column:는} 날짜라서 그대로는 모형에 넣을 수 없어요. ‘날짜를 연·월·요일로 나눠줘’라고 하면 쓸 수 있는 열을 만들어 드려요.",
    en="{column} holds dates, which a model can't take as they are. Ask to split the date into year, month and weekday, and use those.",
)
NUMBERS_ONLY = Text(
    ko="{column:는} 숫자 열이 아니라서 {model}에 넣을 수 없어요. 숫자 열: {numeric}",
    en="{column} is not numeric, so a {model} can't use it. Numeric columns: {numeric}",
)
CONSTANT_FEATURE = Text(
    ko="{column} 값이 모두 같아서 아무것도 설명할 수 없어요. 빼고 다시 해 주세요.",
    en="Every value of {column} is the same, so it explains nothing. Leave it out.",
)
IDENTIFIER = Text(
    ko="{column:는} 행마다 값이 달라서({n}가지) 모형이 배울 것이 없어요. 값이 몇 가지인 열을 써 주세요.",
    en="{column} differs in nearly every row ({n} values): there is nothing to learn from it. Use a column with few values.",
)
CONSTANT_TARGET = Text(
    ko="{column} 값이 모두 같아서 예측할 것이 없어요. 값이 변하는 열을 골라 주세요.",
    en="Every value of {column} is the same, so there is nothing to predict. Choose a column that varies.",
)
TEXT_TARGET = Text(
    ko="{column:는} 숫자 열이 아니라서 선형·릿지 회귀로 예측할 수 없어요. 로지스틱 회귀(둘 중 하나)나 의사결정나무가 맞아요. 숫자 열: {numeric}",
    en="{column} is not numeric, so a linear or ridge regression can't predict it. A logistic regression (yes or no) or a decision tree would work. Numeric columns: {numeric}",
)
NEEDS_EVENT = Text(
    ko="{column:는} 값이 여러 가지인 숫자라 로지스틱 회귀에는 기준이 필요해요. 무엇을 ‘예’로 볼지 positive로 알려 주세요. 예: “{example}”",
    en="{column} has many numeric values: a logistic regression needs to know what counts as yes. Give positive, such as “{example}”.",
)
NEEDS_LEVEL = Text(
    ko="{column}에는 값이 {n}가지 있어요. 로지스틱 회귀에서 어느 값을 ‘예’로 볼지 positive로 알려 주세요: {levels}. 모두 한꺼번에 나누려면 의사결정나무가 맞아요.",
    en="{column} has {n} values. Say which one counts as yes (positive): {levels}. To tell all of them apart, use a decision tree.",
)
MANY_CLASSES = Text(
    ko="{column}에는 값이 {n}가지나 있어서 한 번에 나눌 수 없어요({most}가지까지). 알고 싶은 값 하나를 positive로 알려 주세요. 예: {level}",
    en="{column} has {n} values, too many classes at once (up to {most}). Name the one of interest as positive, e.g. {level}",
)
NO_EVENT = Text(
    ko="{column}에서 ‘{event:는}’ 하나도 해당하지 않거나 모두 해당해서 예측할 것이 없어요. 이런 값이 있어요: {some}",
    en="In {column}, “{event}” holds for no row or for all of them. What would work: {some}",
)
TOO_FEW_ROWS = Text(
    ko="모든 열에 값이 있는 행이 {n}개라 모자라요. 이 모형에는 적어도 {least}행이 필요해요. 열을 줄이거나 결측을 먼저 채워 주세요.{worst}",
    en="Only {n} rows have a value in every column; this model needs at least {least}. Use fewer columns, or fill in missing values first.{worst}",
)
WORST = Text(ko=" 빈 값이 가장 많은 열은 {column}({missing}행)이에요.", en=" {column} lacks the most ({missing} rows).")
FEW_EVENTS = Text(
    ko="{event}인 행이 {n}개뿐이라 로지스틱 회귀를 믿을 수 없어요. 계수 {terms}개면 적어도 {least}개가 필요해요. 설명하는 열을 줄여 주세요.",
    en="Only {n} rows have {event}; with {terms} coefficients at least {least} are needed. Use fewer features.",
)
SEPARATED = Text(
    ko="{term:가} 결과를 (거의) 완벽하게 갈라서 로지스틱 회귀의 계수가 정해지지 않아요. 그 열을 빼거나 의사결정나무를 써 주세요.",
    en="{term} separates the outcomes (almost) perfectly, so the coefficients are not defined. Leave that column out, or use a decision tree.",
)
ALL_ALIASED = Text(
    ko="학습 행에서 값이 변하는 열이 없어요. 다른 열을 골라 주세요.", en="None of the columns varies in the training rows. Choose others."
)
FEW_COLUMNS = Text(
    ko="{model}에는 숫자 열이 두 개 이상 필요해요. 숫자 열: {numeric}",
    en="A {model} needs two or more numeric columns. Numeric columns: {numeric}",
)
TOO_MANY_CLUSTERS = Text(
    ko="서로 다른 행이 {n}개뿐이라 군집 {k}개로 나눌 수 없어요. k를 {n} 이하로 해 주세요.",
    en="There are only {n} different rows, so {k} clusters can't be made. Use k of {n} or fewer.",
)

# what was done
BUILT = Text(
    ko="{target:를} 열 {k}개로 예측하는 {model:를} 만들었어요. 무작위로 나눈 {train}행으로 배우고, 쓰지 않은 {test}행({share}%, 시드 {seed})으로 확인했어요.",
    en="A {model} of {target} on {k} columns: learnt from {train} random rows and checked on the other {test} ({share}%, seed {seed}).",
)
EVENT = {
    "=": Text(ko="`{name}` = {value}", en="`{name}` = {value}"),
    "!=": Text(ko="`{name}` ≠ {value}", en="`{name}` ≠ {value}"),
    ">": Text(ko="`{name}` {value} 초과", en="`{name}` above {value}"),
    ">=": Text(ko="`{name}` {value} 이상", en="`{name}` of {value} or more"),
    "<": Text(ko="`{name}` {value} 미만", en="`{name}` below {value}"),
    "<=": Text(ko="`{name}` {value} 이하", en="`{name}` of {value} or less"),
}
COUNTED = Text(
    ko="{column:는} 건수라서 {event:를} ‘예’로 봤어요. 다른 기준이 필요하면 ‘2 이상’처럼 말씀해 주세요.",
    en="{column} is a count, so yes means {event}. For another line say, for example, “2 or more”.",
)
NUMBER_SCORE = Text(
    ko="확인한 행에서 R²는 {r2}, RMSE는 {rmse:예요}. 늘 평균({mean})이라고 답하면 {plain}이니 {verdict}",
    en="On the held-out rows R² is {r2} and RMSE {rmse}; always answering the mean ({mean}) gives {plain}, so {verdict}",
)
YES_NO_SCORE = Text(
    ko="확인한 행에서 AUC는 {auc}(무작위면 0.5), 로그 손실은 {loss:예요}. 늘 전체 비율({rate})로 답하면 {plain}이니 {verdict}",
    en="On the held-out rows the AUC is {auc} (0.5 is chance) and log loss {loss}; always answering the overall share ({rate}) gives {plain}, so {verdict}",
)
CLASS_SCORE = Text(
    ko="확인한 행의 {accuracy}를 맞혔어요. 늘 가장 흔한 값({common})이라고 답하면 {plain}이니 {verdict}",
    en="It puts {accuracy} of the held-out rows right; always answering {common} gives {plain}, so {verdict}",
)
VERDICTS = (
    (-1e9, Text(ko="이 모형은 그보다 못해요. 쓰지 않는 편이 나아요.", en="this model does worse than that: better not use it.")),
    (-0.002, Text(ko="거의 나아지지 않았어요. 이 열들로는 잘 알 수 없다는 뜻이에요.", en="it hardly helps: these columns tell little about the target.")),
    (0.02, Text(ko="{gain} 나아졌어요. 조금 도움이 되는 정도예요.", en="it is {gain} better: of some help.")),
    (0.10, Text(ko="{gain} 나아졌어요.", en="it is {gain} better.")),
    (0.5, Text(ko="{gain}나 나아졌어요. 답을 알려 주는 열이 섞여 있지 않은지 확인해 보세요.", en="it is {gain} better. Make sure that no column gives the answer away.")),
)  # fmt: skip
STRONGEST = Text(
    ko="가장 뚜렷한 것은 {term}({unit}): 다른 열이 같을 때 {effect}(95% CI {interval}).",
    en="The clearest is {term} ({unit}): {effect} with the other columns equal (95% CI {interval}).",
)
ODDS = Text(ko="오즈 {value}배", en="odds times {value}")
PER_UNIT = Text(ko="1 늘 때", en="per unit")
AGAINST = Text(ko="{reference:와} 견주어", en="against {reference}")
NONE_CLEAR = Text(ko="95% 신뢰구간이 0을 벗어난 계수는 없어요.", en="No coefficient's 95% interval excludes zero.")
PENALTY = Text(
    ko="벌점은 5겹 교차검증으로 {penalty:를} 골랐어요(표준화한 열 기준). 계수를 0 쪽으로 당긴 것이라 p값은 없어요.",
    en="The penalty, {penalty}, was chosen by 5-fold cross-validation (on standardised columns). Coefficients are shrunk towards zero, so there are no p values.",
)
CALIBRATION = Text(
    ko="{cut} 이상이면 {event:로} 볼 때, 실제로 그런 {positives}행 가운데 {found}행을 찾고 그렇지 않은 {negatives}행 가운데 {wrong}행을 잘못 골라요.",
    en="Calling a row {event} from a chance of {cut} on finds {found} of the {positives} that are, and wrongly picks {wrong} of the {negatives} that are not.",
)
TREE_FIRST = Text(ko="맨 처음 나누는 기준은 {rule:예요}.", en="It splits first on {rule}.")
TREE_SHAPE = Text(
    ko="깊이 {depth}, 잎 {leaves}개(잎마다 {least}행 이상).", en="Depth {depth}, {leaves} leaves (of at least {least} rows each)."
)
FOREST_SHAPE = Text(ko="나무 {trees}그루, 잎마다 {least}행 이상.", en="{trees} trees, leaves of at least {least} rows.")
IMPORTANT = Text(
    ko="확인한 행에서 값을 섞었을 때 예측이 가장 나빠지는 열은 {columns} 순이에요.",
    en="Shuffled in the held-out rows, these columns cost the most: {columns}.",
)
NONE_IMPORTANT = Text(
    ko="어느 열을 섞어도 예측이 뚜렷이 나빠지지 않아요.", en="Shuffling any column in the held-out rows makes no clear difference."
)
# what the result shows, and what it does not
MEANING = {
    "coefficients": Text(
        ko="계수는 이 데이터에서 함께 나타나는 정도를 보여 줄 뿐, 하나를 바꾸면 결과가 바뀐다는 뜻은 아니에요.",
        en="The coefficients show what goes together in this data, not what would change if something were changed.",
    ),
    "importance": Text(
        ko="예측에 얼마나 쓰였는지를 보여 줄 뿐, 원인인지는 알려 주지 않아요. 서로 겹치는 열은 중요도를 나눠 가져요.",
        en="This shows what the predictions lean on, not what causes the outcome. Columns that overlap share their importance.",
    ),
    "clusters": Text(
        ko="k-평균은 어떤 데이터든 나눠 줘요. 군집이 실제로 있는 집단이라는 증거는 아니에요.",
        en="K-means divides any data: the clusters are no proof that such groups exist.",
    ),
    "components": Text(
        ko="주성분은 열들이 함께 변하는 방향을 요약할 뿐, 무엇을 예측하거나 원인을 알려 주지는 않아요.",
        en="Components sum up how the columns vary together; they predict nothing and show no causes.",
    ),
}

# what was left out
LEAK_OUTCOME = Text(
    ko="{columns:는} {target:와} 함께 정해지는 결과라서 뺐어요(답을 알려 주는 열이에요).",
    en="{columns} are outcomes known only together with {target}, so they are left out: they give the answer away.",
)
LEAK_ALONE = Text(
    ko="{columns:는} 그것만으로 {target:를} 거의 알 수 있어서 뺐어요.", en="{columns} alone all but tell {target}, so they are left out."
)
LEAK_COMBINATION = Text(
    ko="{target:는} {columns:로} 정확히 계산되는 값이라{formula} 그 열들은 뺐어요.",
    en="{target} follows exactly from {columns}{formula}, so those are left out.",
)
LEAK_WARNING = Text(
    ko="⚠️ {columns:는} {target:를} 그대로 알려 주는 열이에요{formula}. 점수가 좋아 보여도 실제 예측에는 쓸 수 없으니 빼고 다시 해 보세요.",
    en="⚠️ {columns} give {target} away{formula}. However good the scores look, they are of no use for predicting: try again without.",
)
SKIPPED = {
    "identifier": Text(ko="행 번호 같은 {columns}", en="{columns} (names the row)"),
    "constant": Text(ko="값이 하나뿐인 {columns}", en="{columns} (never varies)"),
    "date": Text(ko="날짜 {columns}", en="{columns} (dates)"),
    "mostly_missing": Text(ko="절반 넘게 빈 {columns}", en="{columns} (mostly missing)"),
    "many_values": Text(ko="값의 종류가 많은 {columns}", en="{columns} (too many values)"),
    "category": Text(ko="숫자가 아닌 {columns}", en="{columns} (not numeric)"),
    "calendar": Text(ko="날짜의 부분인 {columns}", en="{columns} (parts of a date)"),
    "finer": Text(ko="다른 열을 더 잘게 나눈 {columns}", en="{columns} (finer versions of other columns)"),
    "combination": Text(ko="다른 열로 계산되는 {columns}", en="{columns} (follows from the others)"),
    "separates": Text(ko="결과를 (거의) 완벽하게 가르는 {columns}", en="{columns} (separates the outcomes all but perfectly)"),
    "few_events": Text(ko="해당하는 행 수에 견주어 항이 많은 {columns}", en="{columns} (too many terms for so few such rows)"),
    "too_many": Text(ko="그 밖의 {columns}", en="{columns}"),
}
LEFT = Text(ko="쓰지 않은 열: {listed}.", en="Columns not used: {listed}.")
SAMPLED = Text(ko="{rows}행 가운데 무작위 {n}행만 썼어요(시드 {seed}).", en="Of {rows} rows a random {n} were used (seed {seed}).")
REFERENCES = Text(ko="기준 수준: {listed}.", en="Reference levels: {listed}.")
POOLED = Text(
    ko="드물거나 결과가 한쪽뿐인 값은 ‘그 외’로 묶었어요({columns}).",
    en="Values that are rare or all of one outcome are pooled as “others” ({columns}).",
)
ALIASED = Text(ko="다른 열로 정해지는 {terms:는} 뺐어요.", en="{terms} follow from others and were left out.")
REST = Text(ko="그 외", en="others")

# clusters and components
CLUSTERED = Text(
    ko="{n}행을 열 {k_columns}개({columns})로 군집 {k}개로 나눴어요. 단위가 달라 열마다 표준화했어요.",
    en="{n} rows in {k} clusters by {k_columns} columns ({columns}), each standardised because their units differ.",
)
BEST_K = Text(
    ko="군집 수는 2~{most} 가운데 실루엣이 가장 큰 {k:로} 골랐어요.", en="Of 2 to {most} clusters, {k} has the largest silhouette."
)
SILHOUETTE = Text(
    ko="실루엣은 {value:예요}({word}). 행을 반으로 나눠 따로 군집을 지으면 일치도(ARI)가 {ari:예요}(1이면 늘 같은 군집).",
    en="The silhouette is {value} ({word}). Made from two random halves, the clusters agree with an ARI of {ari} (1: always the same).",
)
SILHOUETTE_WORDS = (
    (0.5, Text(ko="뚜렷하게 나뉨", en="clearly apart")),
    (0.25, Text(ko="어느 정도 나뉨", en="somewhat apart")),
    (-1.0, Text(ko="경계가 흐릿함", en="blurred")),
)
CLUSTER = Text(ko="군집 {i}", en="cluster {i}")
CLUSTER_IS = Text(ko="{name}({share}): {columns}.", en="{name} ({share}): {columns}.")
HIGHER = Text(ko="{column} 높음({mean})", en="{column} high ({mean})")
LOWER = Text(ko="{column} 낮음({mean})", en="{column} low ({mean})")
TYPICAL = Text(ko="대체로 평균", en="about average")
COMPONENTS = Text(
    ko="{n}행, 열 {k}개를 표준화해서 주성분 분석을 했어요. 첫째 성분이 변동의 {first}, 둘째까지 {second}를 설명해요. {share}를 넘으려면 {needed}개가 필요하고, 고유값이 1보다 큰 성분은 {kaiser}개예요.",
    en="PCA of {n} rows and {k} standardised columns: the first component explains {first} of the variation, the first two {second}. {needed} are needed for {share}; {kaiser} have an eigenvalue above 1.",
)
LOADS = Text(ko="{name:는} {columns:와} 크게 함께 움직여요.", en="{name} goes with {columns}.")
COMPONENT = Text(ko="성분 {i}", en="component {i}")

# tables and pictures
COEFFICIENTS = Text(ko="계수(학습 행)", en="Coefficients (training rows)")
COEFFICIENT_HEADS = Text(ko="항|계수|95% 아래|95% 위|p", en="term|coefficient|95% low|95% high|p")
ODDS_HEADS = Text(ko="항|오즈비|95% 아래|95% 위|p", en="term|odds ratio|95% low|95% high|p")
RIDGE_HEADS = Text(ko="항|계수|95% 아래|95% 위", en="term|coefficient|95% low|95% high")
SCORES = Text(ko="확인한 행에서의 점수", en="Scores on the held-out rows")
SCORE_HEADS = Text(ko="지표|이 모형|기준(평균·비율만)", en="measure|this model|baseline")
MEASURES = {
    "rmse": "RMSE", "mae": "MAE", "r_squared": "R²", "log_loss": "log loss", "brier": "Brier", "accuracy": "accuracy", "balanced_accuracy": "balanced accuracy",
    "roc_auc": "ROC AUC",
}  # fmt: skip
IMPORTANCE = Text(ko="열의 중요도(섞었을 때 {loss} 증가)", en="Importance (increase of {loss} when shuffled)")
IMPORTANCE_HEADS = Text(ko="열|중요도|표준편차", en="column|importance|sd")
CENTRES = Text(ko="군집별 평균", en="Means by cluster")
CENTRE_HEADS = Text(ko="군집|행|비율(%)", en="cluster|rows|share (%)")
LOADINGS = Text(ko="적재값(열과 성분의 상관)", en="Loadings (correlation of column and component)")
INTERCEPT = Text(ko="절편", en="intercept")

PICTURE = {
    "coefficients": Text(ko="{target:를} 설명하는 계수와 95% 구간", en="Coefficients for {target} with 95% intervals"),
    "odds": Text(ko="{target}의 오즈비와 95% 구간", en="Odds ratios for {target} with 95% intervals"),
    "predicted": Text(ko="{target}: 예측과 실제", en="{target}: predicted and actual"),
    "roc": Text(ko="{target}: 찾아낸 비율과 잘못 고른 비율", en="{target}: found against falsely picked"),
    "tree": Text(ko="{target} 의사결정나무", en="Decision tree for {target}"),
    "importance": Text(ko="{target} 예측에 중요한 열", en="What predictions of {target} lean on"),
    "confusion": Text(ko="{target}: 실제와 예측", en="{target}: actual and predicted"),
    "clusters": Text(ko="군집 {k}개({n}행)", en="{k} clusters ({n} rows)"),
    "scree": Text(ko="주성분이 설명하는 변동", en="Variation explained by the components"),
}
AXIS = {
    "coefficient": Text(ko="계수({target} 변화)", en="coefficient (change in {target})"),
    "odds": Text(ko="오즈비(1이면 차이 없음, 로그 눈금)", en="odds ratio (1: no difference, log scale)"),
    "predicted": Text(ko="예측(비슷한 행끼리 묶은 평균)", en="predicted (mean of rows alike)"),
    "actual": Text(ko="실제 평균(선: 95% 구간)", en="actual mean (line: 95% interval)"),
    "false": Text(ko="잘못 고른 비율", en="falsely picked"),
    "found": Text(ko="찾아낸 비율", en="found"),
    "share": Text(ko="설명한 비율(%)", en="explained (%)"),
    "said": Text(ko="예측", en="predicted"),
    "true": Text(ko="실제", en="actual"),
}
PICTURED = Text(ko="{k}개 항 가운데 뚜렷한 {shown}개.", en="The clearest {shown} of {k} terms.")
FOOT = Text(ko="자료: {source} · 학습 {train}행, 확인 {test}행", en="Source: {source} · {train} training rows, {test} held out")
FOOT_ALL = Text(ko="자료: {source} · {n}행", en="Source: {source} · {n} rows")
CLUSTER_AXES = Text(ko="성분 1({first})·성분 2({second})로 옮겨 그렸어요.", en="Drawn on components 1 ({first}) and 2 ({second}).")
