"""For each tool a sentence that surely means it: what a message like its examples is asked again as, and what is offered to people.

`ask` may hold {column} (something to group by), {measure} (a quantity), {other} (a second column); `said` holds the message itself as {said}.
"""

from __future__ import annotations

from dataclasses import dataclass

from tools._text import Text


@dataclass(frozen=True, slots=True)
class Way:
    """`asis`: it may run without arguments; `alone`: it needs no dataset; `offered`: `ask` may be offered to people; `of`: the only argument that it
    needs, a column; `sample`: `ask` holds more than was said (a place, a share), and is no reading of a message; `needs`: a pattern of what a
    message must say to mean it, whatever it looks like ("최근 3년 요약" is no summary of a week)."""

    ask: Text
    said: Text
    asis: bool = False
    alone: bool = False
    offered: bool = True
    of: str = ""
    sample: bool = False
    needs: str = ""


def _w(
    ko: str,
    en: str,
    *,
    said: tuple[str, str] | None = None,
    asis: bool = False,
    alone: bool = False,
    offered: bool = True,
    of: str = "",
    sample: bool = False,
    needs: str = "",
) -> Way:
    said_ko, said_en = said or ("{said} " + ko, "{said} " + en)
    return Way(Text(ko=ko, en=en), Text(ko=said_ko, en=said_en), asis, alone, offered, of, sample or not offered, needs)


LASTING = frozenset([
    "cancel_job", "delete_dataset", "forget_conversation", "open_shared_dataset", "promote_run", "revoke_share", "rollback_model",
    "share_dataset", "train_model",
])  # fmt: skip
"""What changes more than an answer: only where the likeness is great."""

WAYS: dict[str, Way] = {
    "analyze_missing": _w("결측 패턴 분석해줘", "analyse the missing values", asis=True),
    "analyze_missing_pattern": _w("{column} 결측 패턴", "missing pattern of {column}", said=("{said} 결측 패턴 이유", "{said} missing pattern")),
    "analyze_trend": _w("월별 추세", "monthly trend", said=("{said} 추세", "{said} trend"), asis=True),
    "area_summary": _w("지역별 요약", "summary by area", asis=True),
    "calculate_percentile": _w("{measure} 90 백분위수", "90th percentile of {measure}", said=("{said} 백분위수", "{said} percentile"), sample=True),
    "cancel_job": _w("작업 취소", "cancel the job", asis=True, alone=True),
    "check_drift": _w("데이터 드리프트 확인", "check drift", asis=True, alone=True),
    "check_multicollinearity": _w("다중공선성 확인해줘", "check multicollinearity", asis=True),
    "compare_datasets": _w("데이터끼리 구별로 비교해줘", "compare the two datasets by district", said=("{said} 두 데이터 비교", "{said} compare the datasets")),
    "compare_imputations": _w("대체 방법 비교해줘", "compare imputation methods", asis=True),
    "compare_runs": _w("학습 모델 비교해줘", "compare the runs", asis=True, alone=True),
    "compare_scenarios": _w(
        "수성구 사고를 맑을 때와 비 올 때로 비교", "compare clear and rain for a crash in Suseong-gu",
        said=("{said} 사고 예측 비교", "compare predicted severity: {said}"), alone=True, offered=False,
    ),
    "cross_tabulation": _w("{column}, {other} 교차표", "cross tab of {column} and {other}", said=("{said} 교차표", "cross tab {said}")),
    "date_parts": _w("날짜를 연도, 월, 요일로 나눠줘", "split the date into parts", asis=True),
    "delete_dataset": _w("이 데이터 지워줘", "delete this dataset", offered=False),
    "describe_dataset": _w("이 데이터 설명 보여줘", "show the description", asis=True),
    "describe_distribution": _w("{measure} 왜도 첨도 알려줘", "skewness of {measure}", said=("{said} 왜도 첨도", "{said} skewness")),
    "detect_data_types": _w("열 자료형 알려줘", "what types are the columns", asis=True),
    "draw_chart": _w("{column}별 건수 차트 그려줘", "draw a chart of the count by {column}", said=("{said} 차트 그려줘", "draw a chart: {said}")),
    "draw_map": _w("지도 그려줘", "draw a map", said=("{said} 지도", "{said} map")),
    "explain_prediction": _w("왜 그렇게 나왔어?", "why is the prediction so?", asis=False, alone=True, offered=False),
    "export_dataset": _w("엑셀로 내보내줘", "export as xlsx", said=("{said} 내보내줘", "{said} export"), asis=True, sample=True),
    "filter_dataframe": _w("{column} 조건으로 찾기", "rows by {column}", said=("{said} 행 보여줘", "show rows {said}"), offered=False),
    "find_anomalous_days": _w("이상한 날 찾아줘", "find anomalous days", asis=True),
    "find_outliers": _w("격리숲으로 이상치 찾아줘", "outliers by isolation forest", said=("{said} 모든 열에서 이상치 찾아줘", "{said} outliers in every column"), asis=True, sample=True),
    "fit_model": _w("{measure} 선형회귀로 설명해줘", "linear regression of {measure}", said=("{said} 모형 적합", "{said} fit a model"), sample=True),
    "forget_conversation": _w("이 대화 잊어줘", "forget this conversation", asis=True, alone=True),
    "get_column_correlation_with_target": _w("{measure} 상관관계 알려줘", "what correlates with {measure}?", said=("{said} 상관관계", "{said} correlation")),
    "get_column_statistics": _w("{measure} 통계 보여줘", "statistics of {measure}", said=("{said} 통계", "{said} statistics")),
    "get_correlation": _w("상관관계 보여줘", "correlations", said=("{said} 상관", "{said} correlation")),
    "get_dataframe_info": _w("데이터 요약해줘", "summarise the dataset", asis=True),
    "get_date_range": _w("데이터 기간이 어떻게 돼?", "what is the date range?", said=("{said} 기간", "{said} date range")),
    "get_geo_bounds": _w("좌표 범위 알려줘", "geographic bounds", asis=True),
    "get_missing_values": _w("결측치 보여줘", "show missing values", asis=True),
    "get_outliers": _w("{measure} 이상치 찾아줘", "outliers in {measure}", said=("{said} 이상치", "{said} outliers")),
    "get_sample_rows": _w("앞 5행 보여줘", "first 5 rows", said=("{said} 샘플", "{said} sample rows"), asis=True),
    "get_temporal_pattern": _w("언제 많이 나는지 보여줘", "temporal pattern", said=("{said} 시간 패턴", "{said} temporal pattern")),
    "get_unique_values": _w("{column}에는 어떤 값이 있어?", "unique values of {column}", said=("{said} 고유값", "{said} unique values")),
    "get_value_counts": _w("{column}별 건수", "count by {column}", said=("{said} 건수", "{said} count")),
    "group_by_aggregate": _w("{column}별 평균 {measure}", "mean {measure} by {column}", said=("{said} 평균", "{said} mean")),
    "help": _w("도움말", "help", asis=True, alone=True),
    "hot_spots": _w("몰려 있는 곳 찾아줘", "find hot spots", asis=True),
    "impute_missing": _w("결측치 평균으로 채워줘", "fill missing values with the mean", said=("결측치 {said}", "missing values {said}"), offered=False),
    "join_datasets": _w("데이터 합쳐줘", "join the datasets", said=("{said} 데이터 합쳐줘", "{said} join"), offered=False),
    "list_datasets": _w("데이터 목록", "list datasets", asis=True, alone=True),
    "list_jobs": _w("작업 목록", "list jobs", asis=True, alone=True),
    "list_predictions": _w("예측 목록", "list predictions", asis=True, alone=True),
    "list_runs": _w("학습 목록", "list the training runs", asis=True, alone=True),
    "locate": _w("좌표를 구와 동으로 바꿔줘", "add the district from coordinates", asis=True),
    "make_report": _w("보고서 만들어줘", "make a report", asis=True),
    "model_card": _w("모델 정보", "model card", asis=True, alone=True),
    "nearest_facilities": _w("범어동에서 가장 가까운 곳", "nearest to 범어동", said=("{said} 가장 가까운", "{said} nearest"), offered=False),
    "open_shared_dataset": _w("토큰 {token} 열어줘", "open token {token}", offered=False),
    "predict_dataset": _w("이 데이터 전체 ECLO 예측해줘", "predict ECLO for the whole dataset", asis=True),
    "predict_eclo": _w("사고 ECLO 예측해줘", "predict ECLO of a crash", said=("{said} 사고 ECLO 예측해줘", "predict ECLO: {said}"), alone=True, offered=False),
    "predict_eclo_batch": _w("사고 여러 건 예측", "predict several accidents", said=("예측: {said}", "predict: {said}"), alone=True, offered=False),
    "promote_run": _w("새 모델을 써줘", "promote the latest run", said=("{said} 승격", "{said} promote"), asis=True, alone=True, offered=False),
    "rank_risk": _w("구별 위험도 순위 예측", "rank districts by predicted risk", said=("예측 위험도 순위: {said}", "rank the predicted risk: {said}"), alone=True, sample=True),
    "record_outcome": _w("실제 결과는 중상 1명이었어", "the outcome was 1 serious", said=("실제 결과는 {said}", "the actual outcome: {said}"), alone=True, offered=False),
    "revoke_share": _w("공유 취소해줘", "revoke the share", asis=True),
    "rollback_model": _w("모델 되돌려줘", "roll back the model", asis=True, alone=True, offered=False),
    "share_dataset": _w("공유 토큰 만들어줘", "make a share token", asis=True),
    "show_bad_rows": _w("못 읽은 행 보여줘", "show the bad rows", asis=True),
    "show_run": _w("학습 결과 보여줘", "show the training run", asis=True, alone=True),
    "sort_dataframe": _w("{measure} 큰 순으로 정렬", "sort by {measure} descending", said=("{said} 순으로 정렬", "sort {said}")),
    "subscribe_digest": _w("매주 요약 보내줘", "send the digest every week", said=("{said} 주간 요약 구독", "{said} subscribe weekly digest"), alone=True, sample=True),
    "summarize_categorical_distribution": _w("{column} 분포 요약", "summary of the distribution of {column}", offered=False, of="column"),
    "test_hypothesis": _w("{column}에 따라 {measure} 차이가 유의해?", "does {measure} differ significantly by {column}?", said=("{said} 차이가 유의해?", "{said} significant?")),
    "train_model": _w("이 데이터로 다시 학습해줘", "retrain the model with this dataset", offered=False),
    "transform_dataset": _w("중복 제거해줘", "remove duplicates", said=("{said} 새 데이터로 남겨줘", "{said} and keep as a new dataset"), offered=False),
    "undo_transform": _w("원래 데이터로 되돌려줘", "undo the last step", asis=True),
    "usage": _w("토큰 사용량 보여줘", "show token usage", asis=True, alone=True),
    "use_dataset": _w("다른 데이터로 바꿔줘", "use another dataset", said=("{said} 데이터로 바꿔줘", "use {said}"), offered=False),
    "verify_predictions": _w("예측이 맞았는지 확인해줘", "verify the predictions", asis=True, alone=True),
    "weekly_digest": _w("주간 요약", "weekly summary", asis=True, alone=True, needs=r"주|\bweek|digest|다이제스트|브리핑"),
}  # fmt: skip
