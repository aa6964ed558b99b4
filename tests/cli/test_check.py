import shutil


def test_a_plan_without_breach_ends_with_zero(call, sources, plan_folder):
    result = call("check", plan_folder, *sources)
    assert result.exit_code == 0, result.output
    assert "Sin incumplimientos" in result.stderr


def test_a_breach_is_named_with_file_row_and_rule(call, sources, plan_folder, tmp_path):
    broken = tmp_path / "plan"
    shutil.copytree(plan_folder, broken)
    lines = (broken / "activities.csv").read_text(encoding="utf-8").splitlines(keepends=True)
    kept = [line for line in lines if ",gia," not in line]
    assert len(kept) < len(lines)
    (broken / "activities.csv").write_text("".join(kept), encoding="utf-8")
    result = call("check", broken, *sources)
    assert result.exit_code == 1
    assert "incumplimientos" in result.stderr
    assert ".csv" in result.stderr


def test_a_folder_that_is_no_plan_is_refused(call, sources, tmp_path):
    result = call("check", tmp_path, *sources)
    assert result.exit_code == 2
    assert "No se escribió nada" in result.stderr
