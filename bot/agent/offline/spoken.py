"""Ways of naming the model as the one who predicts ("according to your model", "does the model expect", "모델이 보기에").

They ask for a prediction, not about the model, and are read as the plain word for one.
"""

from __future__ import annotations

from bot.agent.offline.reading import pattern

_THE_MODEL = r"(?:the|your|this|our|that) (?:eclo |severity |prediction |ml |predictive )?model"
_SAYS = (
    r"(?:gives?|giving|expects?|expecting|predicts?|predicting|says?|saying|thinks?|ranks?|estimates?|forecasts?|puts?|sees?|considers?|rates?|scores?|assigns?|deems?|finds?|spits? out|calls?|makes? of"
    r"|reckons?|judges?|views?|comes? up with|anticipates?|projects?|tells? (?:us|me)|flags?|returns?|believes?|outputs?|shows?|lists?|places?|picks?|would say|spit|suggests?|indicates?)"
)
_EN = pattern(
    rf"\b(?:according to|based on|going by|in the eyes of|as per|per|as far as) {_THE_MODEL}(?:'s (?:view|opinion|eyes|estimates?|predictions?|output))?(?: is concerned| goes)?"
    rf"|\b(?:does|do|did|would|will|should|can|could|might) {_THE_MODEL} (?:\w+ly )?{_SAYS}(?![a-z])"
    rf"|\b{_THE_MODEL} (?:would |will |might |may )?(?:\w+ly )?{_SAYS}(?![a-z])"
    rf"|\b(?:predicted|expected|estimated|forecast) by {_THE_MODEL}|\b(?:ask|let|have|make|get) {_THE_MODEL}(?: to)?(?: (?:predict|score|rate|say|tell(?: us| me)?|guess|estimate))?"
    rf"|\b{_THE_MODEL}'s (?:view|opinion|estimate|predicted|expected|guess|verdict|take|number|forecast)\b"
)
_KO = pattern(
    r"(?:(?:네|너네|너희|이|그|우리|eclo|예측|저희)\s*)?모델(?:이|은|가|을|상|에|로|으로|한테|의|에서|에서는)?\s*"
    r"(?:따르면|의하면|따라서?|의해|보기에(?:는|도)?|보는|봤을\s*때|기준(?:으로|에서)?|생각(?:에는?|으로는?|하는)|예측(?:하는|하기로는?|한(?!\s*(?:거|것|건|내역|기록|결과))|상|으로는?)|판단(?:하는|하기에|으로는?|상)"
    r"|예상하는|말하는|추정하는|돌려\s*보면|물어\s*보면|물어봐|내놓는|주는|매기는|계산하는|꼽는|뽑는)"
    r"|모델\s*(?:상|기준|예측상)(?=으로|에서|\s)(?:으로|에서)?"
)
# of the model after all: how good it is, what it has learnt
_OF_IT = pattern(
    rf"^(?:so |and |ok |hey |but )*what (?:does|can|do|would|else) {_THE_MODEL} \w+[?.! ]*$|"
    r"\bhow (?:well|accurate\w*|good|reliabl\w*|often|come)\b|\baccura\w*|\breliab\w*|\btrust\w*|\bfeatures?\b|\btrain\w*|\binputs?\b|\blearn\w*|\bregress\w*|\bforest\b|\btree\b|\bcluster\w*"
    r"|정확|믿|신뢰|성능|학습|훈련|어떤\s*모델|무슨\s*모델|오차|회귀|포레스트|나무|트리|군집|변수"
)


def without_speaker(text: str) -> str:
    """The text with the model as a speaker replaced by the word for a prediction; as it was where the model itself is asked about."""
    if "model" not in text.lower() and "모델" not in text:
        return text
    plain = text.lower()
    if _OF_IT.search(plain) or not (_EN.search(plain) or _KO.search(plain)):
        return text
    return _KO.sub("예측상 ", _EN.sub("predicted", plain))
