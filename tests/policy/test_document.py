"""A policy loads whole or not at all, and says everything that is wrong with it, by line."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dlp_service.errors import PolicyError
from dlp_service.policy import check_document, check_policy, load_policy, parse_policy
from dlp_service.policy.document import DEFAULT
from dlp_service.values import Action, Category, Stage, Tier

DOCUMENT = DEFAULT.read_text()


def rule(when, **keys):
    lines = ["", "[[rule]]", 'name = "added"', f"when = '{when}'", 'action = "WARN"']
    return DOCUMENT + "\n".join((*lines, *(f"{key} = {value}" for key, value in keys.items())))


def messages(text):
    return [problem.message for problem in check_document(text)]


def test_the_shipped_policy_has_no_problem():
    assert check_policy(DEFAULT) == ()


def test_what_is_no_toml_is_said_once(tmp_path):
    path = tmp_path / "p.toml"
    path.write_text("x = [")
    (problem,) = check_policy(path)
    assert problem.message.startswith("not valid TOML")
    with pytest.raises(PolicyError) as caught:
        load_policy(path)
    assert str(caught.value).count(str(path)) == 1


@pytest.mark.parametrize("scope", ["[]", "{}", "5", '"everybody"'])
def test_a_scope_of_any_kind_is_refused_by_its_line(scope):
    (problem,) = check_document(rule("is_own", scope=scope))
    assert problem.message.startswith("scope must be recipient or message")
    assert problem.line > 0


def test_the_revision_is_a_digest_of_the_document():
    assert load_policy().revision == parse_policy(DOCUMENT).revision
    assert load_policy().revision != parse_policy(DOCUMENT + "\n# changed").revision


def test_the_policy_knows_what_it_was_told():
    policy = load_policy()
    assert policy.gaps_count_as is Tier.MODERATE
    assert policy.gaps_from is Category.UNKNOWN
    assert policy.unfinished[Stage.NAMES] is Tier.MODERATE
    assert policy.unfinished[Stage.RECIPIENTS] is Action.QUARANTINE
    assert policy.undeclared_height == 45


@pytest.mark.parametrize(
    ("when", "said"),
    [
        ("catgory >= SUSPECT", "unknown name 'catgory', did you mean 'category'?"),
        ("false && zzz", "unknown name 'zzz'"),
        ("tier ==", "is not CEL: 1:8: Syntax error"),
        ("", "is empty"),
        ("score", "is float, not true or false"),
        ('tier >= "HIGH"', "tier is a number and never equals"),
        ('kind == "tld-swap"', "kind is never"),
        ('"tld-swap" == kind', "kind is never"),
        ('kind in ["typo", "slip"]', "kind is never"),
        ('tier in ["HIGH"]', "tier is a number"),
        ("is_own == 1", "is_own is true or false"),
        ("nation == 826", "nation is a word"),
        ("tier >= SUSPECT", "tier is not measured by SUSPECT"),
        ("category >= HIGH", "category is not measured by HIGH"),
        ("exposed_outsiders >= HIGH", "compare it with a number"),
        ("100 / exposed_outsiders > 3", "cannot be evaluated: division by zero"),
        ('score + "x" == 1', "cannot be evaluated"),
        ("is_own.sub", "cannot be evaluated"),
        ('matches(domain_name, "x")', "unknown name 'domain_name'"),
        ('nation.matches("(a+)+$")', "unknown function 'matches'"),
        ("[1, 2].exists(tier, tier > 1)", "lists of a condition know only `in`"),
        ("!" * 60 + "is_own", "deeper than 40"),
        ("(" * 60 + "is_own" + ")" * 60, "deeper than 40"),
        ("is_own || " * 400 + "is_own", "longer than 2000"),
    ],
)
def test_a_condition_that_cannot_work_is_refused_with_its_line(when, said):
    found = check_document(rule(when))
    assert found
    assert said in found[0].message
    assert found[0].line == len(DOCUMENT.splitlines()) + 4


@pytest.mark.parametrize(
    "when",
    [
        'kind in ["typo", "homograph"] && nation != "USA"',
        'declared_scheme == "nato" && declared_level.startsWith("NATO")',
        "score >= 0.35 && tier >= LOW && category > KNOWN",
        "0.5 < score",
        "unfinished_names || (name_count > 20 && !is_own)",
        'origin == "LIST" ? recipient_count > 100 : size(suffix_country) == 3',
        "int(risk * 100.0) % 2 == 0 // a remark with tier == 'x'",
        "is_own == false",
        "tier == estimated_tier",
    ],
)
def test_a_condition_that_can_work_is_taken(when):
    assert check_document(rule(when.replace("'", '"'))) == ()


def test_a_message_rule_cannot_ask_about_a_recipient():
    assert "belongs to a recipient" in messages(rule("is_own", scope='"message"'))[0]


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("format = 1", "format = 2", "policy.format must be 1"),
        ('name = "default"', 'name = "My Policy"', "policy.name must be a name"),
        ("[gaps]", "[gapz]", "unknown key 'gapz', did you mean 'gaps'?"),
        ("[gaps]", "[gapz]", "the table [gaps] is missing"),
        ('counts_as = "MODERATE"', 'counts_as = "SOME"', "gaps.counts_as must be one of NONE"),
        ('terms = "MODERATE"', 'term = "MODERATE"', "unknown key 'term'"),
        ('terms = "MODERATE"', "", "unfinished.terms must be one of"),
        ('"OFFICIAL-SENSITIVE"', '"VERY SECRET"', "undeclared_up_to must be a level"),
        ('["tlp", "label"]', '["tpl"]', "unsealed_schemes must be a list of"),
        ('action = "WARN"', 'action = "HOLD"', "rule[0].action must be one of ALLOW, WARN"),
        ('["NOTIFY"]', '["SHOUT"]', "obligations must be a list of REQUIRE_TLS"),
        ("{nearest_trusted} under", "{nearest} under", "unknown placeholder {nearest}"),
        ('sender_text = "{domain} is', 'sender_text = "{content} is', "unknown placeholder {content}"),
        ("is not {nearest_trusted}.", "is not {nearest_trusted.__class__}.", "must be a plain name"),
        ('scope = "message"', 'scope = "all"', "scope must be recipient or message"),
        ('name = "exposed-recipients-many"', 'name = "exposed-recipients"', "is taken"),
        ('"SUSPECT",    "BLOCKED"]', '"SUSPECT"]', "table.columns must name each of"),
        ('LOW      = ["ALLOW",      "ALLOW",      "ALLOW",      "WARN"', 'LOW = ["ALLOW"', "must be a list of 6 actions"),
        ('HIGH     = ["ALLOW",      "WARN"', 'HIGH     = ["WARN",      "ALLOW"', "KNOWN recipients must not be treated more softly"),
        ('CRITICAL = ["QUARANTINE", "QUARANTINE", "BLOCK"', 'CRITICAL = ["QUARANTINE", "QUARANTINE", "QUARANTINE"', ""),
        ('HIGH     = ["ALLOW",      "WARN",       "QUARANTINE"', 'HIGH     = ["ALLOW",      "WARN",       "WARN"', ""),
        ('MODERATE = ["ALLOW",      "ALLOW",      "WARN"', 'MODERATE = ["QUARANTINE",      "QUARANTINE",  "QUARANTINE"', "HIGH content must not"),
    ],
)  # fmt: skip
def test_a_mistake_is_named(old, new, said):
    changed = DOCUMENT.replace(old, new, 1)
    assert changed != DOCUMENT
    found = messages(changed)
    assert (said in "\n".join(found)) if said else found == []


def test_every_problem_is_reported_in_the_order_of_lines():
    broken = rule("catgory > 1").replace('action = "WARN"', 'action = "HOLD"', 1).replace("[gaps]", "[gapz]")
    found = check_document(broken)
    assert len(found) >= 4
    assert [problem.line for problem in found] == sorted(problem.line for problem in found)
    with pytest.raises(PolicyError) as raised:
        parse_policy(broken, "my.toml")
    assert all(problem.message in str(raised.value) for problem in found)
    assert str(raised.value).startswith("my.toml")


def test_a_policy_without_rules_is_refused():
    assert "a policy needs rules" in messages(DOCUMENT.partition("[[rule]]")[0])[0]


@pytest.mark.parametrize(
    "text", ["", "rule = 3", "[policy\n", "[policy]\nformat = 1\nformat = 2", "[[table]]\n[[policy]]"]
)
def test_nonsense_is_refused_without_a_traceback(text):
    with pytest.raises(PolicyError):
        parse_policy(text)


@settings(deadline=None, max_examples=60)
@given(st.integers(0, len(DOCUMENT)), st.integers(0, 200), st.text(max_size=20))
def test_a_damaged_document_loads_or_is_refused_and_nothing_else(start, length, inserted):
    damaged = DOCUMENT[:start] + inserted + DOCUMENT[start + length :]
    problems = check_document(damaged)
    if problems:
        with pytest.raises(PolicyError):
            parse_policy(damaged)
    else:
        assert parse_policy(damaged).rules


def test_a_file_that_is_not_there_or_not_text_is_a_problem(tmp_path):
    assert "cannot be read" in check_policy(tmp_path / "none.toml")[0].message
    (tmp_path / "bad.toml").write_bytes(b"\xff\xfe")
    assert "UTF-8" in check_policy(tmp_path / "bad.toml")[0].message
    with pytest.raises(PolicyError):
        load_policy(tmp_path / "bad.toml")


def test_not_toml_names_the_line():
    assert check_document("[policy]\nformat = = 1")[0].line == 2
