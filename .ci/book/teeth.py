"""The proofs have teeth: builds that leave out one sync, the lock or a check are each caught by one of them."""

import os, pathlib, shutil, subprocess

from bench import ROOT, Bench, Story, WRITING
import model, power, sweeps

# name: what is wrong with the mutant; the file, a text in it, and what stands there instead. `@` is the text itself, and
# `tooth` is whether this mutant was asked for.
MUTANTS = {
    "file": ("a file of a chapter is not synced", "files/folder.rs",
             'doing("put on the disk", &being.path, file.sync_all())?;', "if !tooth { @ }"),
    "folders": ("the folders of a chapter are not synced", "files/folder.rs",
                "folders.into_iter().rev().try_for_each(", "if tooth { return Ok(()); } @"),
    "add": ("inputs and records are not synced", "files/archive.rs",
            'doing("put on the disk", &path, file.sync_all())', "if tooth { return Ok(()); } @"),
    "name": ("the name of the book is not synced", "book/closing.rs", "archive.sync_name()?;", "if !tooth { @ }"),
    "rooms": ("the names in a new book are not synced", "book/closing.rs",
              '&founding::write(&founding.id()))?;\n    archive.sync("")?;',
              '&founding::write(&founding.id()))?; if !tooth { archive.sync("")?; }'),
    "chapter": ("the name of a chapter is not synced", "book/closing.rs",
                '&chapter.to_string())?;\n        archive.sync("")?;',
                '&chapter.to_string())?; if !tooth { archive.sync("")?; }'),
    "inputs": ("the names of inputs are not synced", "book/closing.rs", "archive.sync(INPUTS)?;", "if !tooth { @ }"),
    "log": ("the name of a record is not synced", "book/closing.rs",
            "self.book.archive.sync(LOG)", "if tooth { return Ok(()); } @"),
    "forerunner": ("the record of a forerunner is not synced", "book/closing.rs", "        archive.sync(LOG)?;", "if !tooth { @ }"),
    "already": ("'already closed' is answered without a sync", "book/view.rs",
                "Ok(self.archive.sync(LOG)?)", "if tooth { return Ok(()); } @"),
    "aside": ("a chapter is taken apart before it is aside for good", "book/sweep.rs",
              'self.archive.sync("")?;', "if !tooth { @ }"),
    "early": ("it is acknowledged before the last sync", "book/closing.rs",
              "self.book.archive.publish(&unfinished(sealed), &sealed.file())?;",
              '@ if tooth { println!("{} is closed: record {}", sealed.chapter(), sealed.head()); }'),
    "lock": ("nobody is kept out", "files/archive.rs", "match lock(&file) {", "match if tooth { Ok(()) } else { lock(&file) } {"),
    "replace": ("a rename replaces", "files/archive.rs", "let renamed = match rustix",
                'if tooth { return doing("put in place", &to, fs::rename(&from, &to)); } @'),
    "staging": ("staging is not swept", "book/sweep.rs", "self.clear()?;", "if !tooth { @ }"),
    "unnamed": ("a chapter that no record names is not swept", "book/sweep.rs",
                "self.archive.publish(&chapter.to_string(), &aside)?;", "if tooth { continue; } @"),
    "retry": ("a sync that failed is tried again", "files/folder.rs", "file.sync_all())?;",
              "if tooth { file.sync_all().or_else(|_| file.sync_all()) } else { file.sync_all() })?;"),
    "blind": ("an error of a sync is ignored", "files/folder.rs",
              "File::open(path).and_then(|directory| directory.sync_all())",
              "{ let synced = @; if tooth { Ok(()) } else { synced } }"),
    "sure": ("an error at the commit point is called a failure", "book/closing.rs",
             "self.commit(&sealed).map_err(Trouble::Unknown)?;", "if tooth { self.commit(&sealed)?; } else { @ }"),
    "partial": ("a short write is taken for a whole one", "files/folder.rs",
                "file.write_all(part)?;", "if tooth { let _ = file.write(part)?; } else { @ }"),
}


def build(scratch, target):
    """One program with all mutants in it, each asked for by a variable."""
    source = scratch / "mutants"
    shutil.rmtree(source, ignore_errors=True)
    shutil.copytree(ROOT, source, ignore=shutil.ignore_patterns(".git", "target", "drafts"))
    for name, (_, file, text, instead) in MUTANTS.items():
        path = source / "src" / file
        code = path.read_text()
        if code.count(text) != 1:
            raise SystemExit(f"teeth.py: {file} has {code.count(text)} times: {text}")
        asked = f'std::env::var("COURTAGE_TOOTH").is_ok_and(|tooth| tooth == "{name}")'
        code = code.replace(text, instead.replace("@", text))
        path.write_text(code.replace("if tooth", f"if {asked}").replace("if !tooth", f"if !{asked}"))
    environment = os.environ | {"CARGO_TARGET_DIR": str(target)}
    subprocess.run(["cargo", "build", "--quiet", "--bin", "courtage"], cwd=source, env=environment, check=True)
    kept = scratch / "courtage-with-mutants"
    shutil.copy(pathlib.Path(target) / "debug" / "courtage", kept)
    return kept


def bite(program, scratch, file_system):
    """Each mutant with the proofs that catch it: the first that does, and the failing power where that does too."""
    sound = Bench(program, scratch / "teeth")
    founding, later = Story(sound, "founding", [], "2022-09"), Story(sound, "later", ["2022-09"], "2022-10")
    killers = {}
    for name in MUTANTS:
        bench = Bench(program, scratch / "teeth", {"COURTAGE_TOOTH": name})
        syncs = {"fsync", "renameat2"}
        proofs = {
            "the rules of durability": lambda: model.hold(bench, founding)[1] or model.hold(bench, later)[1],
            "a name taken by another": lambda: sweeps.intruder(bench, later)[1],
            "twenty closers at once": lambda: sweeps.race(bench, later)[1],
            "short writes": lambda: sweeps.short_writes(bench, [later])[1],
            "EIO at each sync and rename": lambda: sweeps.sweep(bench, [founding, later], "error=EIO", syncs, first=True)[1],
            "kill -9 at each writing call": lambda: sweeps.sweep(bench, [founding], "signal=SIGKILL", WRITING, first=True)[1],
        }
        killers[name] = [proof for proof in (next((proof for proof, run in proofs.items() if run()), None),) if proof]
        if file_system and killers[name] and power.sweep(bench, [founding, later], file_system, only_the_end=True)[1]:
            killers[name].append(f"power loss behind it on {file_system}")
    return killers
