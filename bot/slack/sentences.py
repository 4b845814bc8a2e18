"""What the Slack front end says itself."""

from __future__ import annotations

from tools._text import Text

THINKING = Text(ko="생각 중이에요…", en="Thinking…")
NOTHING_TO_SAY = Text(ko="다 됐어요.", en="Done.")
GAVE_UP = Text(
    ko="여러 번 시도했지만 답을 끝내지 못했어요. 잠시 뒤에 같은 메시지를 다시 보내 주세요.",
    en="I tried several times but could not finish this answer. Please send the message again in a moment.",
)
FAILED = Text(ko="⚠️ {text} (코드 {code})", en="⚠️ {text} (code {code})")

CHOSEN = Text(ko="✔️ {choice}", en="✔️ {choice}")
NOT_YOUR_QUESTION = Text(
    ko="이 질문은 다른 분께 드린 거예요. 원하는 것을 스레드에 글로 적어 주세요.",
    en="This question was put to someone else. Please write what you want in the thread.",
)

TABLE = Text(ko="표 ({rows}행)", en="Table ({rows} rows)")
TABLE_AS_FILE = Text(
    ko="{title}: {rows}행 × {columns}열이라 CSV 파일로 드려요.",
    en="{title}: {rows} rows × {columns} columns, so here it is as a CSV file.",
)
TABLE_NAME = Text(ko="표", en="table")

INVITE = Text(
    ko="이 채널에는 제가 글을 쓸 수 없어서 이 답은 본인에게만 보여요. `/invite @{bot}` 로 초대해 주시면 스레드에 답할게요.",
    en="I can't write in this channel, so only you can see this. Invite me with `/invite @{bot}` and I will answer in a thread.",
)
CONSENT_WHERE = Text(
    ko="여기서는 확인하시는 답을 받을 수 없어서 아무것도 하지 않았어요.",
    en="I can't take your consent here, so nothing was done.",
)

FILE_TOO_LARGE = Text(
    ko="`{name}` 파일은 너무 커요. {limit_mb} MB까지 받을 수 있어요.",
    en="The file `{name}` is too large. I can take up to {limit_mb} MB.",
)
FILE_EXTERNAL = Text(
    ko="`{name}` 파일은 Slack 밖에 있어서 받지 않았어요. 파일을 Slack에 직접 올려 주세요.",
    en="The file `{name}` is stored outside Slack, so I did not fetch it. Please upload the file itself to Slack.",
)
FILE_NOT_ALLOWED = Text(
    ko="`{name}` 파일의 주소를 믿을 수 없어서 받지 않았어요. 파일을 Slack에 다시 올려 주세요.",
    en="I don't trust the address of the file `{name}`, so I did not fetch it. Please upload the file to Slack again.",
)
FILE_GONE = Text(
    ko="`{name}` 파일이 지워졌거나 더는 볼 수 없어요. 다시 올려 주세요.",
    en="The file `{name}` was deleted or can no longer be seen. Please upload it again.",
)
FILE_NO_PERMISSION = Text(
    ko="`{name}` 파일을 열 권한이 없어요. 관리자에게 앱의 `files:read` 권한을 확인해 달라고 해 주세요.",
    en="I am not allowed to open the file `{name}`. Please ask an admin to check the app's `files:read` scope.",
)
FILE_FAILED = Text(
    ko="`{name}` 파일을 Slack에서 받지 못했어요. 잠시 뒤에 다시 올려 주세요.",
    en="I could not fetch the file `{name}` from Slack. Please upload it again in a moment.",
)
FILES_TOO_MANY = Text(
    ko="한 번에 파일 {limit}개까지 받을 수 있어요. 나머지는 따로 올려 주세요.",
    en="I can take up to {limit} files at a time. Please upload the rest separately.",
)
UPLOAD_FAILED = Text(
    ko="`{name}` 파일을 Slack에 올리지 못했어요. ‘다시 보여줘’라고 해 주세요.",
    en="I could not upload `{name}` to Slack. Please ask me to show it again.",
)

JOB_QUEUED = Text(ko="⏳ 작업이 차례를 기다리고 있어요.", en="⏳ The job is waiting for its turn.")
JOB_RUNNING = Text(ko="⚙️ 작업을 하고 있어요.", en="⚙️ Working on it.")
JOB_CANCELLING = Text(ko="⏹️ 작업을 멈추고 있어요.", en="⏹️ Stopping the job.")
JOB_DONE = Text(ko="✅ 작업이 끝났어요.", en="✅ The job is done.")
JOB_FAILED = Text(ko="⚠️ 작업을 끝내지 못했어요.", en="⚠️ The job did not finish.")
JOB_CANCELLED = Text(ko="⏹️ 작업을 취소했어요.", en="⏹️ The job was cancelled.")
JOB_BAR = Text(ko="{bar} {percent}% · {done} / {total}", en="{bar} {percent}% · {done} / {total}")
JOB_NOT_FOUND = Text(ko="그 작업은 이제 없어요.", en="That job is no longer there.")

CANCEL = Text(ko="취소", en="Cancel")
CANCEL_TITLE = Text(ko="작업 취소", en="Cancel the job")
CANCEL_SURE = Text(ko="지금까지 한 일은 남지 않아요. 취소할까요?", en="What was done so far will not be kept. Cancel it?")
CANCEL_KEEP = Text(ko="계속하기", en="Keep going")

HELP_WORD = Text(ko="도움말", en="help")
PREDICT = Text(ko="{text} ECLO 예측해줘", en="Predict ECLO: {text}")

FORGET_WHERE = Text(
    ko="어느 대화를 잊을지 알 수 있게, 잊을 스레드 안에서 저를 부르며 ‘이 대화 잊어줘’라고 해 주세요.",
    en="So that I know which conversation to forget, mention me in its thread and say “forget this conversation”.",
)

KEY_TITLE = Text(ko="내 Claude 키", en="My Claude key")
KEY_CLOSE = Text(ko="닫기", en="Close")
KEY_SUBMIT = Text(ko="확인하고 저장", en="Test and save")
KEY_LABEL = Text(ko="Anthropic API 키", en="Anthropic API key")
KEY_ABOUT = Text(
    ko="여기에 넣은 키로 내 질문에만 답해요. 작은 요청 하나로 확인한 뒤 암호화해서 저장하고, 다시 보여 주지 않아요. `/eclo key remove`로 지울 수 있어요.",
    en="This key answers your questions only. It is tested with one tiny request, kept encrypted and never shown again. `/eclo key remove` deletes it.",
)
KEY_MALFORMED = Text(
    ko="Anthropic API 키는 sk-로 시작해요. 키 전체를 붙여 넣어 주세요.", en="An Anthropic API key begins with sk-. Paste the whole key."
)
KEY_CHECKING = Text(ko="키를 확인하고 있어요…", en="Testing the key…")
KEY_KEPT = Text(
    ko="키를 확인하고 저장했어요. 이제 내 질문에는 이 키로 Claude가 답해요.",
    en="The key works and is saved. Claude answers your questions with it from now on.",
)
KEY_REJECTED = Text(
    ko="Claude가 이 키를 받아들이지 않아 저장하지 않았어요. 키를 확인하고 `/eclo key`로 다시 해 주세요.",
    en="Claude did not accept this key, so it was not saved. Check it and try `/eclo key` again.",
)
KEY_NOT_KEPT = Text(
    ko="저장소에 닿지 못해 바꾸지 못했어요. 잠시 뒤 다시 해 주세요.",
    en="The storage can't be reached, so nothing was changed. Try again in a moment.",
)
KEY_REMOVED = Text(ko="등록한 API 키를 지웠어요.", en="Your API key was deleted.")
KEY_NONE = Text(ko="등록한 API 키가 없어요.", en="You have no API key saved.")
KEY_NOT_USED = Text(ko="여기서는 개인 API 키를 쓰지 않아요.", en="Personal API keys are not used here.")
KEY_FORM_LATE = Text(ko="창을 열지 못했어요. `/eclo key`를 다시 입력해 주세요.", en="The form could not be opened. Type `/eclo key` again.")
