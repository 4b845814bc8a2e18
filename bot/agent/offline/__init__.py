"""The brain that needs no key. How a message is understood, in the order it happens:

1. `spelling` puts slips of the finger and missing spaces right, from the words that are known (places, levels, columns, values).
2. `rules` tries its rules on the `turn` in order; the first that fits decides. Those of `data_rules`: how a file was read (`types`), a
   change to the last answer (`again`, `next_step`, `one_slot`, `followup`), a changed dataset (`transform`, `new_columns`, `gaps`), files, jobs and
   sharing (`datasets`, `talk`, `files`, in other words `wishes`), the model (`training`), a question about the data (`dataset`). Those of `accident_rules`: a
   prediction (`predict`), questions around one (`scenarios`), what is out of reach (`limits`). Before them all: the answer to a question
   just asked, and manners.
3. A prediction is read into `slots`: `places_said`, `when` (`dates`, `hours`), then the model's `levels`. Who and what meets in an
   accident is told by `crash` (words in `crash_words`, their forms by `inflect`). The words of the rest are in `accident_words`,
   `place_words`, `date_words` (what forms of dates mean: `date_forms`) and model/landmarks.py, model/synonyms.py.
4. A question about data is read into a `query`: chart and map, how many, `conditions` (`condition_values`, `condition_times`,
   `condition_numbers`; turned round by `condition` where they are not wanted), `columns_said`, the operation. Their words are in `lexicon` and
   `topics`; numbers in words are `numerals`, axes `axes_said`, extremes `superlatives`; a value that a column lacks is said (`no_value`). Then `dataset` tries its
   rules on it: `statistics` (`hypotheses`), `models` (`places_asked`), `plain`, `dataset_draw`, `filtering` (`together` and `in_sql` for
   what only a query can say), `ordering`, `by_group`, `several_figures` and its own.
5. A model of messages whose tool is known (`intents`) ranks the tools that the message looks like. Where no rule understands it, or where it
   looks far more like another tool than the one that a rule came to, `examples` has the rules asked again for that tool alone, in the words of the
   message or of the tool (`ways`), and at last fills the tool's `frames`; the call counts when nothing that was said is lost by it.
6. The `decision` is one tool call, with a note where something could not be taken up, or a sentence (`sentences`); when nothing fits, up
   to three things are offered that would, by `examples` and `suggest`.

Everything that is understood is blanked out of a `reading.Reading`, so that nothing is read twice. To teach a new wording, add it as a
line to examples.txt and run `python -m benchmarks.understanding.teach`; to teach a new word, add it where the words of its kind are; to teach a new wish, add a rule where its neighbours
are, and a line to benchmarks/understanding/regressions.jsonl.
"""

from bot.agent.offline.brain import Offline

__all__ = ["Offline"]
