"""What is said about tests: their names, what a result means, and what it does not."""

from __future__ import annotations

from tools._text import Text

TESTS: dict[str, Text] = {
    "one_sample_t": Text(ko="일표본 t 검정", en="One-sample t test"),
    "welch_t": Text(ko="웰치 t 검정", en="Welch's t test"),
    "paired_t": Text(ko="대응표본 t 검정", en="Paired t test"),
    "mann_whitney": Text(ko="만-휘트니 U 검정", en="Mann-Whitney U test"),
    "wilcoxon": Text(ko="윌콕슨 부호순위 검정", en="Wilcoxon signed-rank test"),
    "anova": Text(ko="일원분산분석(ANOVA)", en="One-way ANOVA"),
    "welch_anova": Text(ko="웰치 분산분석", en="Welch's ANOVA"),
    "kruskal_wallis": Text(ko="크러스컬-월리스 검정", en="Kruskal-Wallis test"),
    "levene": Text(ko="레빈 검정", en="Levene's test"),
    "chi_square": Text(ko="카이제곱 검정", en="Chi-squared test"),
    "fisher_exact": Text(ko="피셔 정확 검정", en="Fisher's exact test"),
    "pearson": Text(ko="피어슨 상관 검정", en="Pearson correlation test"),
    "spearman": Text(ko="스피어만 상관 검정", en="Spearman correlation test"),
    "kendall": Text(ko="켄달 상관 검정", en="Kendall correlation test"),
    "shapiro_wilk": Text(ko="샤피로-윌크 검정", en="Shapiro-Wilk test"),
    "dagostino": Text(ko="다고스티노 검정", en="D'Agostino-Pearson test"),
    "kolmogorov_smirnov": Text(ko="콜모고로프-스미르노프 검정(릴리포스)", en="Kolmogorov-Smirnov test (Lilliefors)"),
    "anderson_darling": Text(ko="앤더슨-달링 검정", en="Anderson-Darling test"),
}
EFFECTS: dict[str, Text] = {
    "eta squared": Text(ko="에타제곱 η²", en="eta squared η²"),
    "epsilon squared": Text(ko="엡실론제곱 ε²", en="epsilon squared ε²"),
    "rank-biserial r": Text(ko="순위이연상관 r", en="rank-biserial r"),
    "Cramér's V": Text(ko="크라메르 V", en="Cramér's V"),
    "Cohen w": Text(ko="코헨 w", en="Cohen's w"),
    "Hedges g": Text(ko="헤지스 g", en="Hedges' g"),
    "odds ratio": Text(ko="오즈비", en="odds ratio"),
    "ratio of standard deviations": Text(ko="표준편차의 최대/최소 비", en="largest / smallest standard deviation"),
}
RESULT = Text(ko="{test}: {told}.", en="{test}: {told}.")
EFFECT = Text(ko="효과크기는 {name} {value:로} {size} 편이에요.", en="Effect size: {name} {value}, {size}.")
EFFECT_PLAIN = Text(ko="효과크기는 {name} {value:예요}.", en="Effect size: {name} {value}.")

# what is tested -> (p below 5%, p not below it): what the result shows, and what it does not
VERDICTS: dict[str, tuple[Text, Text]] = {
    "means": (
        Text(
            ko="평균이 같다면 이런 차이는 드물게만 나와요. 평균에 차이가 있다고 볼 수 있지만, 무엇이 그 차이를 만들었는지는 알려 주지 않아요.",
            en="If the means were equal, a difference like this would be rare: the means differ. What makes them differ, this does not show.",
        ),
        Text(
            ko="평균이 다르다고 볼 근거가 부족해요. 차이가 없다는 증거는 아니에요.",
            en="There is not enough evidence that the means differ. That is no proof that they are equal.",
        ),
    ),
    "mean": (
        Text(
            ko="평균이 기준값과 같다면 이런 결과는 드물게만 나와요. 평균이 기준값과 다르다고 볼 수 있어요. 왜 다른지는 알려 주지 않아요.",
            en="If the mean were that value, a result like this would be rare: the mean differs from it. Why, this does not show.",
        ),
        Text(
            ko="평균이 기준값과 다르다고 볼 근거가 부족해요. 같다는 증거는 아니에요.",
            en="There is not enough evidence that the mean differs from that value. That is no proof that it equals it.",
        ),
    ),
    "ranks": (
        Text(
            ko="어느 한쪽의 값이 더 큰 경향이 있다고 볼 수 있어요. 평균을 비교한 것은 아니고, 원인을 알려 주지도 않아요.",
            en="Values of some group tend to be larger. This compares ranks, not means, and says nothing about causes.",
        ),
        Text(
            ko="어느 한쪽의 값이 더 큰 경향이 있다고 볼 근거가 부족해요. 같다는 증거는 아니에요.",
            en="There is not enough evidence that values of some group tend to be larger. That is no proof that they are alike.",
        ),
    ),
    "signed_ranks": (
        Text(
            ko="차이가 0의 한쪽으로 치우쳐 있다고 볼 수 있어요(차이의 분포가 대칭이면 중앙값 이야기예요). 원인을 알려 주지는 않아요.",
            en="The differences lean to one side of zero (if they are symmetric, their median does). Causes it does not show.",
        ),
        Text(
            ko="차이가 0의 한쪽으로 치우쳐 있다고 볼 근거가 부족해요. 차이가 없다는 증거는 아니에요.",
            en="There is not enough evidence that the differences lean to one side of zero. That is no proof that there are none.",
        ),
    ),
    "spread": (
        Text(
            ko="값이 흩어진 정도(분산)가 집단마다 다르다고 볼 수 있어요. 평균이 다른지는 이 검정으로 알 수 없어요.",
            en="The groups differ in how widely their values are spread. Whether their means differ, this test does not say.",
        ),
        Text(
            ko="흩어진 정도(분산)가 다르다고 볼 근거가 부족해요. 같다는 증거는 아니에요.",
            en="There is not enough evidence that the groups differ in spread. That is no proof that they are alike.",
        ),
    ),
    "association": (
        Text(
            ko="두 열이 서로 무관하다고 보기 어려워요. 함께 나타난다는 뜻이고, 하나가 다른 하나의 원인이라는 뜻은 아니에요.",
            en="The two columns are not independent. They go together; that does not make one the cause of the other.",
        ),
        Text(
            ko="두 열이 관련 있다고 볼 근거가 부족해요. 무관하다는 증거는 아니에요.",
            en="There is not enough evidence that the two go together. That is no proof that they are unrelated.",
        ),
    ),
    "shares": (
        Text(
            ko="값마다 건수가 고르다고 보기 어려워요. 어떤 값이 왜 많은지는 알려 주지 않아요.",
            en="The values are not all equally frequent. Why some occur more often, this does not show.",
        ),
        Text(
            ko="건수가 고르지 않다고 볼 근거가 부족해요. 고르다는 증거는 아니에요.",
            en="There is not enough evidence that the values differ in frequency. That is no proof that they are equally frequent.",
        ),
    ),
    "correlation": (
        Text(
            ko="두 열이 함께 움직인다고 볼 수 있어요. 하나가 다른 하나의 원인이라는 뜻은 아니에요.",
            en="The two columns go together. That does not make one the cause of the other.",
        ),
        Text(
            ko="두 열이 함께 움직인다고 볼 근거가 부족해요. 관계가 없다는 증거는 아니고, 다른 모양의 관계는 남아 있을 수 있어요.",
            en="There is not enough evidence that the two go together. That is no proof of no relation; one of another form may be there.",
        ),
    ),
    "normality": (
        Text(
            ko="정규분포에서 나왔다고 보기 어려워요.",
            en="The values are not from a normal distribution.",
        ),
        Text(
            ko="정규분포가 아니라고 볼 근거가 부족해요. 정규분포라는 증거는 아니에요.",
            en="There is not enough evidence against a normal distribution. That is no proof of one.",
        ),
    ),
}
LARGE = Text(
    ko="{n}건이나 되는 표본에서는 아주 작은 차이도 유의하게 나오니, 실제로 중요한지는 효과크기로 판단하세요.",
    en="With {n} rows even tiny differences are significant; judge by the effect size whether this one matters.",
)
LARGE_NORMALITY = Text(
    ko="{n}건이나 되면 실제로는 문제없는 작은 어긋남도 유의하게 나와요. 왜도 {skewness}, 초과첨도 {kurtosis:를} 함께 보세요.",
    en="With {n} rows even harmless departures are significant; look at the skewness ({skewness}) and excess kurtosis ({kurtosis}) as well.",
)
ALSO_SAME = Text(
    ko="{test:로} 봐도 결론은 같아요({told}).",
    en="{test} agrees ({told}).",
)
ALSO_OTHER = Text(
    ko="{test:로} 보면 결론이 달라요({told}). 평균과 순위는 다른 물음이니 어느 쪽이 궁금한지에 맞춰 읽어 주세요.",
    en="{test} comes to another conclusion ({told}): means and ranks are different questions, so go by the one you are asking.",
)
ONE_SIDED = Text(ko="한쪽 방향만 본 검정이에요({side}).", en="This is a one-sided test ({side}).")
SIDES = {
    "less": Text(ko="더 작은 쪽", en="smaller"),
    "greater": Text(ko="더 큰 쪽", en="larger"),
}
SMALL_GROUPS = Text(ko="{least}건이 안 되는 집단은 뺐어요: {names}.", en="Groups of fewer than {least} rows were left out: {names}.")
SIMULATED = Text(
    ko="기대빈도가 작은 칸이 있어서 무작위 표 {tables}개로 다시 계산하면 {p:예요}.",
    en="Some cells expect very few rows; from {tables} random tables instead, {p}.",
)
OTHER_GROUPS = Text(ko="고르지 않은 값의 {n}행은 뺐어요.", en="{n} rows with other values were left out.")
MEMBERS = Text(ko="{name} = {values}.", en="{name} = {values}.")
