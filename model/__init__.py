"""The ECLO model: its features, how it is trained, judged, kept and asked.

    features    the eleven inputs, their levels and what follows from what
    synonyms    other words for the levels, Korean and English
    places      districts of Daegu in free text
    table       any accident table -> the eleven features
    data        accident exports -> a training table; files, labels, duplicates, data_columns and data_report are its parts
    encode      features -> the numbers LightGBM sees
    fit         encoded accidents -> the two models
    learn       fitting with calibration, on accidents held back
    chances     calibration of the chances of the worst injury
    spread      how wide the interval of an accident is
    train       accident exports -> a bundle
    backtest    one to three years ahead, from earlier years
    scores      what is measured; judge: of a fitted model
    naive       the recipe to be compared with
    evaluate    a bundle beside a constant and the naive recipe, on a file
    challenge   a challenger beside the champion, on the same accidents
    verify      predictions beside what the accidents turned out to be
    drift       what is asked now beside what was learnt from, and the error over time
    bundle      a trained model on disk, checked on the way in
    predict     Predictor: one accident, or a whole table
    prediction  what a prediction holds
    explain     reasons, by SHAP
    fastrow     one row through LightGBM's single-row call
    pace        progress and log lines of a training
    card        the model card, from a bundle
    errors      what can go wrong, as codes and facts

The model is LightGBM on log1p(ECLO), turned back with expm1. A bundle is text (LightGBM's own format and JSON), never
pickle. This package knows nothing of chats, tools or stores.
"""
