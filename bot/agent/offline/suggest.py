"""What to offer when a message could not be understood: up to three things that work right now."""

from __future__ import annotations

from bot.agent.offline import sentences
from bot.agent.offline.columns import Schema
from bot.agent.offline.query import Query
from tools._text import Language, Text

THAT = Text(ko="그 일", en="that")
WISHES: dict[str, Text] = {
    "cross_tabulation": Text(ko="교차표 만들기", en="a cross table"),
    "get_correlation": Text(ko="상관관계 계산", en="correlations"),
    "get_column_correlation_with_target": Text(ko="상관관계 계산", en="correlations"),
    "calculate_percentile": Text(ko="백분위 계산", en="percentiles"),
    "analyze_missing_pattern": Text(ko="결측 패턴 분석", en="patterns of missing values"),
    "get_outliers": Text(ko="이상치 찾기", en="finding outliers"),
    "get_temporal_pattern": Text(ko="시간 흐름 분석", en="patterns over time"),
    "detect_data_types": Text(ko="자료형 알아보기", en="data types"),
    "draw_chart": Text(ko="차트 그리기", en="charts"),
    "draw_map": Text(ko="지도 그리기", en="maps"),
    "use_dataset": Text(ko="데이터 바꾸기", en="switching datasets"),
    "list_jobs": Text(ko="작업 목록 보기", en="listing jobs"),
    "cancel_job": Text(ko="작업 취소", en="cancelling jobs"),
    "delete_dataset": Text(ko="데이터 삭제", en="deleting datasets"),
    "export_dataset": Text(ko="데이터 내보내기", en="exporting a dataset"),
    "model_card": Text(ko="모델 설명", en="describing the model"),
    "predict_dataset": Text(ko="데이터 전체 예측", en="predicting a whole dataset"),
    "explain_prediction": Text(ko="예측 이유 설명", en="explaining a prediction"),
    "compare_scenarios": Text(ko="여러 경우 비교", en="comparing scenarios"),
    "rank_risk": Text(ko="위험한 순서 매기기", en="ranking by risk"),
    "predict_eclo_batch": Text(ko="여러 사고 한꺼번에 예측", en="predicting several accidents at once"),
    "filter_dataframe": Text(ko="조건에 맞는 행 찾기", en="finding rows"),
    "sort_dataframe": Text(ko="정렬", en="sorting"),
}


def for_dataset(schema: Schema, language: Language, query: Query | None = None) -> list[str]:
    """Three questions about the dataset, about a column the message named where there is one."""
    named = [d.column for d in query.dimensions] if query else []
    measured = [m.column for m in query.measures] if query else []
    columns = [*named, *(d for d in schema.dimensions() if d not in named)]
    measures = [*measured, *([schema.concept("eclo")] if schema.concept("eclo") else []), *schema.measures()]
    choices: list[str] = []
    if columns:
        choices.append(sentences.EXAMPLE_COUNT.say(language, column=columns[0]))
        if measures:
            choices.append(sentences.EXAMPLE_MEAN.say(language, column=columns[0], measure=measures[0]))
        choices.append(sentences.EXAMPLE_CHART.say(language, column=columns[0]))
    choices += [sentences.EXAMPLE_MISSING.say(language), sentences.EXAMPLE_INFO.say(language)]
    return choices[:3]


def instead_of_why(schema: Schema, language: Language, query: Query) -> list[str]:
    """Questions about what goes with what, by the column that a question for causes names."""
    named = [*(c.column for c in query.conditions), *(d.column for d in query.dimensions)]
    columns = list(dict.fromkeys([*named, *schema.dimensions()]))
    measure = schema.concept("eclo") or next(iter(schema.measures()), None)
    if measure is None or not columns:
        return for_dataset(schema, language, query)
    return [
        *(sentences.EXAMPLE_MEAN.say(language, column=column, measure=measure) for column in columns[:2]),
        sentences.EXAMPLE_CORRELATION.say(language, measure=measure),
    ]


def without_dataset(language: Language, said: str = "") -> list[str]:
    """`said`: what the message told of an accident, if it told anything."""
    own = [sentences.EXAMPLE_OF.say(language, said=said)] if said else []
    return [*own, sentences.EXAMPLE_PREDICT.say(language), sentences.EXAMPLE_HELP.say(language)]


def nearest(schema: Schema, language: Language) -> str:
    """One thing that works now."""
    return (for_dataset(schema, language) if schema.profile else without_dataset(language))[0]


def chart(schema: Schema, language: Language) -> str:
    columns = schema.dimensions() or schema.names
    return sentences.EXAMPLE_CHART.say(language, column=columns[0])


def quoted(choices: list[str]) -> str:
    return ", ".join(f"“{choice}”" for choice in choices)
