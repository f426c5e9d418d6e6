"""Archives as platforms make them, and names as people have them: whose each paper is."""

GRADESCOPE = """---
submission_11:
  :submitters:
  - :name: Ada Lovelace
    :sid: '0012'
    :email: ada@example.org
  :created_at: 2026-11-03 10:00:00.123456000 Z
  :score: 0.0
  :history:
  - :created_at: 2026-11-01 10:00:00.000000000 Z
  :results: !ruby/hash:ActiveSupport::HashWithIndifferentAccess
    tests: []
submission_12:
  :submitters:
  - :name: Zoe New
    :sid: 0077
    :email: zoe@example.org
  - :name: Yan New
    :sid:
    :email: yan@example.org
  :created_at: 2026-11-03 11:00:00.000000000 +01:00
"""
PLATFORMS = {  # files of two students: {path: whose}; what else lies there
    "Google Drive": {
        "Exercise 2/Ada Lovelace - layers.ipynb": "ada",
        "Exercise 2/Zoe New - layers.ipynb": "Zoe New",
    },
    "Drive, again": {
        "Ex/Ada Lovelace - layers.ipynb": "",
        "Ex/Ada Lovelace - layers (1).ipynb": "ada",
        "Ex/Zoe New \u2013 my work.ipynb": "Zoe New",
    },
    "the other way round": {
        "layers - Ada Lovelace.ipynb": "ada",
        "layers - Zoe New.ipynb": "Zoe New",
    },
    "names before the notebook": {
        "all/Ada Lovelace-layers.ipynb": "ada",
        "all/Zoe New_layers (2).ipynb": "Zoe New",
    },
    "ILIAS": {
        "Exercise 2/Abgaben/Lovelace_Ada_ada_4711/layers.ipynb": "ada",
        "Exercise 2/Abgaben/New_Zoe_zoe_4712/my work.ipynb": "zoe",
    },
    "ILIAS, in teams": {
        "Exercise 2/Abgaben/Team 5/Lovelace_Ada_ada_4711/layers.ipynb": "ada",
        "Exercise 2/Abgaben/Team 6/New_Zoe_zoe_4712/layers.ipynb": "zoe",
    },
    "Blackboard": {
        "ch02_ada_attempt_2026-11-01-10-00-00_layers.ipynb": "",
        "ch02_ada_attempt_2026-11-02-10-00-00_layers.ipynb": "ada",
        "ch02_zoe_attempt_2026-11-01-10-00-00_layers.ipynb": "zoe",
        "ch02_zoe_attempt_2026-11-01-10-00-00.txt": "",
    },
    "Blackboard's, with numbers": {
        "ch02_12_5_ada_attempt_2026-11-01-10-00-00_layers.ipynb": "ada",
        "ch02_12_5_zoe_attempt_2026-11-01-10-00-00_layers.ipynb": "zoe",
    },
    "Brightspace": {
        "index.html": "",
        "2483-71928 - Ada Lovelace - Nov 1, 2026 959 AM/layers.ipynb": "",
        "2483-71928 - Ada Lovelace - Nov 2, 2026 1159 PM/layers.ipynb": "ada",
        "2484-71928 - Mary-Ann O'Dea - Nov 1, 2026 1000 AM/layers.ipynb": "Mary-Ann O'Dea",
    },
    "Brightspace, flat": {
        "2483-71928 - Ada Lovelace - Nov 1, 2026 959 AM - layers.ipynb": "ada",
        "2484-71928 - Zoe New - layers.ipynb": "Zoe New",
    },
    "Sakai": {
        "ch02/grades.csv": "",
        "ch02/Lovelace, Ada(ada)/Submission attachment(s)/layers.ipynb": "ada",
        "ch02/New, Zoe(zoe)/Submission attachment(s)/layers.ipynb": "zoe",
        "ch02/New, Zoe(zoe)/timestamp.txt": "",
    },
    "Teams": {
        "Student Work/Ada Lovelace/Ex 2/Version 1/layers.ipynb": "",
        "Student Work/Ada Lovelace/Ex 2/Version 2/layers.ipynb": "ada",
        "Student Work/Zoe New/Ex 2/Version 1/layers.ipynb": "Zoe New",
    },
    "GitHub Classroom": {
        "subs/ch02-ada/layers.ipynb": "ada",
        "subs/ch02-zoe/work/layers.ipynb": "zoe",
    },
    "Windows": {"all\\ada\\layers.ipynb": "ada", "all\\zoe\\ch02\\layers.ipynb": "zoe"},
    "two levels down, in one folder": {
        "2026/Ex 2/ada/layers.ipynb": "ada",
        "2026/Ex 2/zoe/layers.ipynb": "zoe",
    },
    "in sections, with a class list": {
        "Ex/A/ada/layers.ipynb": "ada",
        "Ex/A/zoe/layers.ipynb": "zoe",
        "Ex/B/bob/layers.ipynb": "bob",
    },
    "beside a table": {
        "Ex/ada/layers.ipynb": "ada",
        "Ex/zoe/layers.ipynb": "zoe",
        "Ex/marks.xlsx": "",
        "Ex/a.yml": "",
    },
    "Moodle since 4.1": {
        "Ada Lovelace_657_assignsubmission_file/layers.ipynb": "ada",
        "Zoe New_658_assignsubmission_file/deep/layers.ipynb": "Zoe New",
    },
    "Moodle, blind": {
        "Participant_657_assignsubmission_file_/layers.ipynb": "Participant-657",
    },
    "the nearest to the top": {
        "ada/old/layers.ipynb": "",
        "ada/old/older/layers (3).ipynb": "",
        "ada/layers.ipynb": "ada",
        "zoe/work/layers.ipynb": "zoe",
    },
}

# an instructor's own pattern, and a path that it fits; all are ada's
PATTERNS = {
    "*/{name} ({login})/{file}": "x/Ada Lovelace (ada)/layers.ipynb",
    "**/{login}@{number}_{file}": "a/b/ada@9_layers.ipynb",
    r"(?P<name>[^.]+)\.(?P<attempt>\d+)\.(?P<file>.+)": "Ada Lovelace.3.layers.ipynb",
}

NAMES = [
    "राहुल कुमार",
    "राहल कुमार",
    "สมชาย ใจดี",
    "நேஹா",
    "Smith, Jo",
    "O’Brien Pat",
    "Ana (Annie) Wu",
    "’t Hooft Gerard",
    "José Ñuñez",
]
NAMES += [
    "Ana [A] Wu*",
    'Al "Cap" Jones',
    "Nguyễn Văn A",
    "محمد علی‌زاده",
    "Jean–Luc",
    "Œuvre Straße",
    "李 小龍",
    "D'Angelo, Jr.",
]

# what can be nobody's name
NO_NAMES = [
    "x" * 300,
    "é" * 70,
    "नि" * 80,
    "\u202eevil",
    "...",
    "-rf",
    "💥",
    "a\x1b[2Jb",
]
