"""What is wrong with a query, in a sentence with a way out."""

from __future__ import annotations

from tools._text import Text

FAULTS: dict[str, Text] = {
    "sql_empty": Text(
        ko="질의가 비어 있어요. 예: `SELECT count(*) FROM data`",
        en="The query is empty. Try `SELECT count(*) FROM data`.",
    ),
    "sql_several": Text(
        ko="한 번에 SELECT 한 문장만 실행할 수 있어요({count}문장이 왔어요). 하나씩 보내 주세요.",
        en="I can run one SELECT at a time, and there were {count} statements. Send them one by one.",
    ),
    "sql_not_select": Text(
        ko="데이터를 읽는 SELECT 한 문장만 실행할 수 있어요. 바꾸기, 만들기, 설정, 파일 읽고 쓰기는 안 돼요.",
        en="I only run a single SELECT that reads the datasets: nothing that changes, creates, sets or touches files.",
    ),
    "sql_function_not_allowed": Text(
        ko="`{name}` 함수는 여기서 쓸 수 없어요. 올려 주신 데이터(`data` 또는 데이터 이름)만 읽을 수 있어요.",
        en="The function `{name}` isn't available here. A query can read the datasets (`data`, or a dataset's name) and nothing else.",
    ),
    "sql_not_allowed": Text(
        ko="파일이나 바깥은 읽을 수 없어요. FROM 뒤에는 `data`나 데이터 이름을 써 주세요.",
        en="A query can't reach files or anything outside. After FROM use `data` or a dataset's name.",
    ),
    "sql_unknown_table": Text(
        ko="`{name}` 표는 없어요. 쓸 수 있는 이름: {closest}",
        en="There is no table `{name}`. You can use: {closest}",
    ),
    "sql_unknown_column": Text(
        ko="`{name}` 열은 없어요. 비슷한 이름: {closest}",
        en="There is no column `{name}`. Closest: {closest}",
    ),
    "sql_unknown_function": Text(
        ko="`{name}` 함수는 없어요. DuckDB의 함수 이름으로 써 주세요(예: count, avg, median, quantile_cont).",
        en="There is no function `{name}`. Use DuckDB's names, such as count, avg, median or quantile_cont.",
    ),
    "sql_not_grouped": Text(
        ko="SELECT에 있는 `{name}` 열을 GROUP BY에 넣거나 집계 함수로 감싸 주세요.",
        en="Put `{name}` into GROUP BY, or wrap it in an aggregate.",
    ),
    "sql_ambiguous": Text(
        ko="`{name}` 열이 여러 표에 있어요. `표.{name}`처럼 어느 표인지 써 주세요.",
        en="Several tables have a column `{name}`. Say which: `table.{name}`.",
    ),
    "sql_wrong_type": Text(
        ko="자료형이 맞지 않아요({name}). 숫자가 아닌 열은 CAST(열 AS DOUBLE)로 바꾸거나 다른 열을 써 주세요.",
        en="The types don't fit ({name}). Use CAST(column AS DOUBLE) or another column.",
    ),
    "sql_bad_value": Text(
        ko="숫자나 날짜로 바꿀 수 없는 값이 있어요: ‘{name}’. 글자 값은 따옴표로 감싸고, 변환에는 TRY_CAST를 써 보세요.",
        en="A value can't be converted: “{name}”. Put quotes around text, and try TRY_CAST for conversions.",
    ),
    "sql_syntax": Text(
        ko='SQL 문법이 맞지 않아요. ‘{name}’ 근처를 확인해 주세요. 공백이나 점이 있는 이름은 "큰따옴표"로 감싸야 해요.',
        en='That isn\'t valid SQL: look near “{name}”. Names with spaces or dots need "double quotes".',
    ),
    "sql_too_long": Text(ko="질의가 너무 길어요(최대 {limit:,}자).", en="The query is too long (at most {limit:,} characters)."),
    "sql_too_deep": Text(
        ko="식이 너무 깊게 겹쳐 있어요. 더 짧게 나누어 써 주세요.", en="The expressions are nested too deeply. Write it in smaller parts."
    ),
    "sql_took_too_long": Text(
        ko="질의가 {seconds}초 안에 끝나지 않아 멈췄어요. 조건을 걸거나 JOIN의 ON을 확인해 주세요.",
        en="The query didn't finish within {seconds} seconds and was stopped. Add a condition, or check the ON of a join.",
    ),
    "sql_result_too_large": Text(
        ko="결과가 데이터로 남기기에는 너무 커요(최대 {limit:,}행, {limit_mb}MB). 집계하거나 조건을 걸어 주세요.",
        en="The result is too large to keep (at most {limit:,} rows, {limit_mb} MB). Aggregate, or add a condition.",
    ),
    "sql_result_too_wide": Text(
        ko="결과의 열이 {found:,}개라서 데이터로 남길 수 없어요(최대 {limit:,}개). 필요한 열만 골라 주세요.",
        en="The result has {found:,} columns, too many to keep (at most {limit:,}). Select the ones you need.",
    ),
    "sql_nothing_to_keep": Text(
        ko="조건에 맞는 행이 없어서 남길 결과가 없어요. 조건을 바꿔 주세요.",
        en="No row fits, so there is no result to keep. Change the condition.",
    ),
    "sql_too_much_memory": Text(
        ko="결과나 중간 계산이 너무 커서 멈췄어요. 집계하거나 LIMIT를 걸어 주세요.",
        en="The result or a step of it was too large, so I stopped. Aggregate, or add a LIMIT.",
    ),
    "sql_failed": Text(
        ko="질의를 실행하지 못했어요. 더 단순하게 나누어 보내 주세요. 예: `SELECT 요일, count(*) FROM data GROUP BY 요일`",
        en="The query could not be run. Try a simpler one, such as `SELECT weekday, count(*) FROM data GROUP BY weekday`.",
    ),
}
SYNTAX_SOMEWHERE = Text(
    ko="SQL 문법이 맞지 않아요. 괄호와 따옴표, 쉼표를 확인해 주세요.", en="That isn't valid SQL: check brackets, quotes and commas."
)

ONE = Text(ko="결과: {pairs}", en="Result: {pairs}")
NO_ROWS = Text(ko="조건에 맞는 행이 없어요.", en="No row fits.")
ROWS = Text(ko="결과는 {rows:,}행 × {columns:,}열이에요.", en="The result has {rows:,} rows and {columns:,} columns.")
MORE_ROWS = Text(ko="표에는 처음 {shown:,}행만 있어요.", en="The table holds the first {shown:,} rows.")
AT_LEAST = Text(
    ko="결과가 {shown:,}행보다 많아서 처음 {shown:,}행만 가져왔어요. LIMIT나 조건을 걸면 정확해져요.",
    en="There are more than {shown:,} rows; these are the first. A LIMIT or a condition makes it exact.",
)
MORE_COLUMNS = Text(ko="열 {columns:,}개는 뺐어요.", en="{columns:,} columns are left out.")
CUT = Text(ko="긴 글 {cells:,}칸은 줄였어요.", en="{cells:,} long texts are shortened.")
TITLE = Text(ko="SQL 결과", en="SQL result")
KEPT = Text(
    ko="결과를 `{name}` 데이터({rows:,}행 × {columns:,}열)로 남겼어요. 이제 이 대화는 이 데이터를 봐요.",
    en="Kept the result as the dataset `{name}` ({rows:,} rows, {columns:,} columns). This conversation is now about it.",
)
SAMPLE_TITLE = Text(ko="남긴 결과의 처음 몇 행", en="First rows of what was kept")
