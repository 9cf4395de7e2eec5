import Testing

@testable import ImageLedger
@testable import ImagePackages
@testable import ImagePolicy
@testable import ImageReading
@testable import ImageReports
@testable import ImageWriting

@Suite struct AdviserTests {
    private func contents(_ count: Int, _ byte: UInt8 = 1) -> [UInt8] { [UInt8](repeating: byte, count: count) }

    private func advice(_ tars: [[UInt8]]) async throws -> Adviser {
        let analysis = try await TestImage.analysis(tars)
        return Adviser(analysis, ledger: try #require(analysis.ledger))
    }

    @Test func savesWhatTheImageWithoutTheFilesIsSmaller() async throws {
        var with = TarBuilder()
        var without = TarBuilder()
        for number in 0..<20 {
            with.add("var/lib/apt/lists/list\(number)", contents: contents(3000 + number))
            with.add("app/file\(number)", contents: contents(700 + number))
            without.add("app/file\(number)", contents: contents(700 + number))
        }
        let before = try await TestImage.analysis([with.archive])
        let after = try await TestImage.analysis([without.archive])
        let adviser = Adviser(before, ledger: try #require(before.ledger))
        #expect(adviser.advice.map(\.kind) == ["apt-lists"])
        #expect(adviser.advice[0].fileCount == 20)
        // The last file of a layer decides how its end is padded; it is none of the lists here.
        #expect(adviser.remaining.total.diffSize == after.ledger?.total.diffSize)
        #expect(adviser.remaining.total.liveSize == after.ledger?.total.liveSize)
        #expect(adviser.saving == adviser.advice[0].saving)
        #expect(adviser.advice[0].evidence.map(\.layer) == [0])
        #expect(adviser.advice[0].evidence[0].paths.first == "var/lib/apt/lists/list19")
    }

    /// Advice speaks as the package manager of the packages does.
    @Test func namesCommandsOfThePackageManager() {
        let commands = { (kind: String) in Package.Kind(rawValue: kind).ecosystem.commands }
        let purged = PurgedPackagesAdvice()
        #expect(purged.change(with: commands("deb"), StayingBehind()).contains("apt-get purge -y --auto-remove"))
        #expect(purged.change(with: commands("apk"), StayingBehind()).contains("apk add --no-cache … && … && apk del"))
        #expect(purged.change(with: commands("npm"), StayingBehind()) == purged.change)
        let unneeded = UnneededPackagesAdvice()
        #expect(
            unneeded.change(with: commands("deb"), StayingBehind()).contains(
                "end it with apt-get autoremove --purge -y;")
        )
        #expect(unneeded.change(with: commands("apk"), StayingBehind()).contains("end it with apk del …;"))
        #expect(!unneeded.change(with: nil, StayingBehind()).contains("end it"))
        let staying = StayingBehind(packages: ["libpq5", "python3"])
        #expect(unneeded.change(with: commands("deb"), staying).contains("First apt-mark manual libpq5 python3: "))
    }

    @Test func keepsWhatLinksFromElsewhereLeadTo() async throws {
        var tar = TarBuilder()
        for name in ["module.py", "pkg/a.py", "unused"] {
            tar.add("root/.cache/pip/\(name)", contents: contents(30_000))
        }
        tar.add("root/.cache/pip/again", type: "2", link: "unused")
        let all = try await advice([tar.archive])
        #expect(all.advice.map(\.kind) == ["pip-cache"])
        #expect(all.advice.first?.fileCount == 3)
        tar.add("app/module.py", type: "2", link: "/root/.cache/pip/module.py")
        tar.add("app/pkg", type: "2", link: "/root/.cache/pip/pkg")
        let spared = try await advice([tar.archive])
        #expect(spared.advice.flatMap(\.evidence).flatMap(\.paths) == ["root/.cache/pip/unused"])
    }

    /// What an image runs, and what belongs to its environments, stays, wherever it lies.
    @Test func keepsWhatTheImageRuns() async throws {
        var tar = TarBuilder()
        let used = [
            "root/.cache/pypoetry/virtualenvs/app/lib/python3.11/site-packages/own.py", "tmp/app/main.py",
            "tmp/app/parts/a.py", "tmp/path/tool", "var/log/work/state", "srv/app.zip", "srv/lib.zip",
        ]
        for path in used { tar.add(path, contents: contents(30_000)) }
        tar.add("root/.cache/pypoetry/virtualenvs/app/pyvenv.cfg", "home = /usr/bin\nversion = 3.11.2\n")
        tar.add(
            "root/.cache/pypoetry/virtualenvs/app/lib/python3.11/site-packages/a-1.dist-info/METADATA",
            "Metadata-Version: 2.1\nName: a\nVersion: 1\n")
        let left = ["root/.cache/pypoetry/cache/x", "tmp/other/file", "var/log/x.log", "srv/old.zip"]
        for path in left { tar.add(path, contents: contents(20_000)) }
        var configuration = ImageConfiguration()
        var execution = ImageConfiguration.Execution()
        execution.env = [
            "PATH=/usr/bin:/tmp/path", "PYTHONPATH=/srv/lib.zip", "PIP_CACHE_DIR=/root/.cache/pypoetry/cache",
        ]
        execution.workingDir = "/var/log/work"
        execution.entrypoint = ["sh", "-c", "exec python '/tmp/app/main.py'"]
        execution.cmd = ["/srv/app.zip"]
        configuration.config = execution
        var options = ScanOptions()
        options.booksBytes = true
        let analysis = try await ImageAnalyzer(options: options).analyze(
            TestImage.image([tar.archive], configuration: configuration))
        let adviser = Adviser(analysis, ledger: try #require(analysis.ledger))
        #expect(Set(adviser.advice.flatMap(\.evidence).flatMap(\.paths).map(\.string)) == Set(left))
        let temporary = try #require(adviser.advice.first { $0.kind == "temporary-files" })
        #expect(temporary.inUseCount == 4)
        // A command for the whole folder would take them.
        #expect(
            temporary.change.contains("4 other files of this kind are in use") && !temporary.change.contains("/tmp/*"))
    }

    /// Beside paths of commands: variables, volumes, settings, scripts, statements of Python, homes of environments.
    @Test func findsWhatTextsAndFoldersLeadTo() async throws {
        var tar = TarBuilder()
        let used = [
            "tmp/lib/pre.so", "var/tmp/agent.jar", "var/tmp/jars/a.jar", "tmp/data/db", "tmp/ld/liba.so",
            "tmp/work/tool",
            "var/tmp/py/bin/python3.11", "var/tmp/py/lib/os.py", "root/.cache/pdm/packages/t/lib/t/a.py",
            "tmp/src/e/m.py", "var/log/app/serve.py", "var/tmp/hook/h.py", "usr/share/doc/doc/lib/__init__.py",
        ]
        for path in used { tar.add(path, contents: contents(30_000), mode: 0o755) }
        let left = [
            "tmp/junk/a", "var/tmp/x/junk", "root/.cache/pdm/other", "var/log/dpkg.log", "var/cache/apt/archives/a.deb",
        ]
        for path in left { tar.add(path, contents: contents(20_000)) }
        tar.add("etc/ld.so.conf.d/x.conf", "/tmp/ld\n")
        // What is written or fetched again, or deleted, is named too.
        tar.add("etc/logrotate.d/dpkg", "/var/log/dpkg.log /tmp/junk/a {\n}\n")
        tar.add("etc/apt/apt.conf.d/docker-clean", "rm -f /var/cache/apt/archives/*.deb /tmp/junk/a")
        tar.add("etc/cron.daily/clean", "rm -f /var/cache/apt/archives/*.deb; echo >> /var/log/dpkg.log\n")
        tar.add("srv/start.sh", contents: Array("#!/bin/sh\nexec /tmp/work/tool\n".utf8), mode: 0o755)
        let site = "srv/venv/lib/python3.11/site-packages"
        tar.add("srv/venv/pyvenv.cfg", "home = /var/tmp/py/bin\nversion = 3.11.2\n")
        tar.add("\(site)/doc", type: "2", link: "/usr/share/doc/doc/lib")
        tar.add("\(site)/s.pth", "import sys; sys.path.append(\"/var/tmp/hook\")\n")
        tar.add("\(site)/t.pth", "import site;site.addsitedir('/root/.cache/pdm/packages/t/lib')\n")
        tar.add(
            "root/.cache/pdm/packages/t/lib/t-1.dist-info/METADATA", "Metadata-Version: 2.1\nName: t\nVersion: 1\n")
        tar.add("\(site)/e-1.dist-info/METADATA", "Metadata-Version: 2.1\nName: e\nVersion: 1\n")
        tar.add("\(site)/e-1.dist-info/direct_url.json", #"{"url":"file:///tmp/src","dir_info":{"editable":true}}"#)
        var configuration = ImageConfiguration()
        var execution = ImageConfiguration.Execution()
        execution.env = [
            "LD_PRELOAD=/tmp/lib/pre.so", "JAVA_TOOL_OPTIONS=-javaagent:/var/tmp/agent.jar", "TMPDIR=/tmp/junk",
            "HOME=/tmp",
        ]
        execution.volumes = ["/tmp/data"]
        execution.cmd = [
            "/srv/start.sh", "/var/log/app/serve.py", "--log=/var/log/dpkg.log", "java", "-cp", "/var/tmp/jars/*:/app",
        ]
        configuration.config = execution
        var options = ScanOptions()
        options.booksBytes = true
        options.readsUses = true
        let analysis = try await ImageAnalyzer(options: options).analyze(
            TestImage.image([tar.archive], configuration: configuration))
        #expect(Set(analysis.inventory.packages.map(\.name)) == ["t", "e"])
        let adviser = Adviser(analysis, ledger: try #require(analysis.ledger))
        #expect(Set(adviser.advice.flatMap(\.evidence).flatMap(\.paths).map(\.string)) == Set(left))
    }

    /// Byte code is made again wherever it lies; packages whose programs the image starts are no orphans.
    @Test func tellsByteCodeAndProgramsApart() async throws {
        var tar = TarBuilder()
        tar.add("tmp/venv/pyvenv.cfg", "home = /usr/bin\nversion = 3.11.2\n")
        tar.add("tmp/venv/lib/python3.11/site-packages/a-1.dist-info/METADATA", "Name: a\nVersion: 1\n")
        tar.add("tmp/venv/lib/python3.11/site-packages/own.py", contents: contents(30_000))
        let compiled = "tmp/venv/lib/python3.11/site-packages/__pycache__/own.cpython-311.pyc"
        tar.add(compiled, contents: contents(20_000))
        tar.add("app/__pycache__/main.cpython-311.pyc", contents: contents(40_000))
        tar.add("app/run.pyc", type: "2", link: "__pycache__/main.cpython-311.pyc")
        for name in ["wget", "lua", "idle"] { tar.add("usr/bin/\(name)", contents: contents(50_000), mode: 0o755) }
        tar.add("usr/local/bin/lua", type: "2", link: "/usr/bin/lua")
        TestDatabase.add(["wget", "lua", "idle"].map { ($0, "1", ["usr/bin/\($0)"]) }, to: &tar)
        tar.add(
            "var/lib/apt/extended_states",
            ["wget", "lua", "idle"].map { "Package: \($0)\nArchitecture: all\nAuto-Installed: 1\n\n" }.joined())
        var configuration = ImageConfiguration()
        configuration.config = ImageConfiguration.Execution()
        var check = ImageConfiguration.Healthcheck()
        check.test = ["CMD-SHELL", "wget -q localhost"]
        configuration.config?.healthcheck = check
        var options = ScanOptions()
        options.booksBytes = true
        let analysis = try await ImageAnalyzer(options: options).analyze(
            TestImage.image([tar.archive], configuration: configuration))
        let adviser = Adviser(analysis, ledger: try #require(analysis.ledger))
        let paths = adviser.advice.map { "\($0.kind) \($0.evidence.flatMap(\.paths).map(\.string).sorted())" }
        #expect(Set(paths) == ["byte-code-run [\"\(compiled)\"]", "unneeded-packages [\"usr/bin/idle\"]"])
        #expect(
            adviser.advice.first { $0.kind == "unneeded-packages" }?.change.contains("apt-mark manual lua wget") == true
        )
    }

    /// A program may be a link of one package to what another installs: both stay.
    @Test func keepsTheOwnersOfLinksToPrograms() async throws {
        var tar = TarBuilder()
        tar.add("usr/bin/dot", type: "2", link: "../lib/graph/dot")
        tar.add("usr/lib/graph/dot", contents: contents(50_000), mode: 0o755)
        tar.add("usr/share/graph/data", contents: contents(50_000))
        tar.add("usr/share/other/data", contents: contents(50_000))
        let packages = [
            ("graph", ["usr/bin/dot", "usr/share/graph/data"]), ("libgraph", ["usr/lib/graph/dot"]),
            ("other", ["usr/share/other/data"]),
        ]
        TestDatabase.add(packages.map { ($0.0, "1", $0.1) }, to: &tar)
        tar.add(
            "var/lib/apt/extended_states",
            packages.map { "Package: \($0.0)\nArchitecture: all\nAuto-Installed: 1\n\n" }.joined())
        var configuration = ImageConfiguration()
        configuration.config = ImageConfiguration.Execution()
        configuration.config?.cmd = ["dot", "-V"]
        var options = ScanOptions()
        options.booksBytes = true
        let analysis = try await ImageAnalyzer(options: options).analyze(
            TestImage.image([tar.archive], configuration: configuration))
        let adviser = Adviser(analysis, ledger: try #require(analysis.ledger))
        let advice = try #require(adviser.advice.first { $0.kind == "unneeded-packages" })
        #expect(advice.evidence.flatMap(\.paths).map(\.string) == ["usr/share/other/data"])
        #expect(advice.change.contains("apt-mark manual graph libgraph"))
        #expect(advice.certainty == .upperBound && advice.change.contains("your own programs load or start"))
    }

    /// What the image's own commands start is no tool to build with.
    @Test(arguments: [(["git", "daemon"], false), (["bash"], true)])
    func whatTheImageStartsIsNoBuildTool(_ command: [String], _ isTool: Bool) async throws {
        var tar = TarBuilder()
        tar.add("usr/bin/git", contents: contents(90_000), mode: 0o755)
        tar.add("usr/bin/bash", contents: contents(90_000), mode: 0o755)
        TestDatabase.add([("git", "1", ["usr/bin/git"]), ("bash", "1", ["usr/bin/bash"])], to: &tar)
        var configuration = ImageConfiguration()
        configuration.config = ImageConfiguration.Execution()
        configuration.config?.entrypoint = command
        var options = ScanOptions()
        options.booksBytes = true
        let analysis = try await ImageAnalyzer(options: options).analyze(
            TestImage.image([tar.archive], configuration: configuration))
        let adviser = Adviser(analysis, ledger: try #require(analysis.ledger))
        #expect(adviser.buildTools.map(\.name) == (isTool ? ["git"] : []))
        // The rule on stages asks the same.
        #expect(Adviser.buildTools(of: analysis) == adviser.buildTools)
        #expect(adviser.advice.contains { $0.kind == "build-tools" } == isTool)
    }

    /// numpy.testing imports from numpy's own tests.
    @Test func keepsTestsThatOthersImport() async throws {
        var tar = TarBuilder()
        let site = "usr/lib/python3/dist-packages"
        for path in ["num/tests/test_a.py", "num/tests/_helper.py", "only/tests/test_b.py", "only/tests/__init__.py"] {
            tar.add("\(site)/\(path)", contents: contents(40_000))
        }
        let adviser = try await advice([tar.archive])
        let found = try #require(adviser.advice.first { $0.kind == "test-suites" })
        #expect(
            Set(found.evidence.flatMap(\.paths).map(\.string)) == [
                "\(site)/only/tests/test_b.py", "\(site)/only/tests/__init__.py",
            ])
        #expect(found.change.contains("2 files, which are not counted here"))
    }

    /// A script that nothing else names needs its interpreter all the same.
    @Test func keepsInterpretersOfScripts() async throws {
        var tar = TarBuilder()
        let names = ["perl", "lua", "tcl", "idle", "python3.11"]
        for name in names { tar.add("usr/bin/\(name)", contents: contents(50_000), mode: 0o755) }
        tar.add("srv/report", contents: Array("#!/usr/bin/perl -w\nprint 1;\n".utf8), mode: 0o755)
        tar.add("srv/tool", contents: Array("#! /usr/bin/env -S lua\nprint(1)\n".utf8), mode: 0o755)
        // What an environment was made from, though nothing links to it.
        tar.add("srv/venv/pyvenv.cfg", "home = /usr/bin\nversion = 3.11.2\n")
        tar.add("srv/venv/lib/python3.11/site-packages/a-1.dist-info/METADATA", "Name: a\nVersion: 1\n")
        // Neither what nobody can start nor a package's own script.
        tar.add("srv/example", contents: Array("#!/usr/bin/tcl\n".utf8), mode: 0o644)
        tar.add("usr/bin/idle-x", contents: Array("#!/usr/bin/tcl\n".utf8), mode: 0o755)
        TestDatabase.add(
            names.map { ($0, "1", ["usr/bin/\($0)"] + ($0 == "idle" ? ["usr/bin/idle-x"] : [])) }, to: &tar)
        tar.add(
            "var/lib/apt/extended_states",
            names.map { "Package: \($0)\nArchitecture: all\nAuto-Installed: 1\n\n" }.joined())
        var options = ScanOptions()
        options.booksBytes = true
        options.readsUses = true
        let analysis = try await ImageAnalyzer(options: options).analyze(TestImage.image([tar.archive]))
        var limited = options
        limited.readsUses = false
        #expect(ImageUses(analysis).packages.count == 3)
        let adviser = Adviser(analysis, ledger: try #require(analysis.ledger))
        let found = try #require(adviser.advice.first { $0.kind == "unneeded-packages" })
        #expect(found.change.contains("apt-mark manual lua perl python3.11"))
        let other = try await ImageAnalyzer(options: limited).analyze(TestImage.image([tar.archive]))
        #expect(ImageUses(other).packages.count == 1)
    }

    /// Deleting one of two names gives no bytes back.
    @Test func keepsFilesWithANameElsewhere() async throws {
        var tar = TarBuilder()
        for number in 0..<3 {
            tar.add("root/.cache/uv/file\(number)", contents: contents(30_000))
            let other = number == 2 ? "root/.cache/uv/again" : "app/venv/file\(number)"
            tar.add(other, type: "1", link: "root/.cache/uv/file\(number)")
        }
        let analysis = try await TestImage.analysis([tar.archive])
        let ledger = try #require(analysis.ledger)
        let adviser = Adviser(analysis, ledger: ledger)
        #expect(adviser.advice.flatMap(\.evidence).flatMap(\.paths) == ["root/.cache/uv/file2"])
        let causes = Usage(ledger, by: .cause).rows.map { "\($0.name) \($0.amounts.liveSize)" }
        #expect(causes == ["application files 60000", "package caches 30000"])
    }

    /// Python imports a compiled module that has no source; it is the module.
    @Test func keepsModulesWithoutSources() async throws {
        var tar = TarBuilder()
        for path in ["app/only.pyc", "app/both.pyc", "app/__pycache__/both.cpython-311.pyc", "app/late.pyc"] {
            tar.add(path, contents: contents(30_000))
        }
        tar.add("app/both.py", "x = 1\n")
        tar.add("app/late.py", "x = 1\n")
        var second = TarBuilder()
        second.add("app/.wh.late.py")
        let adviser = try await advice([tar.archive, second.archive])
        let found = try #require(adviser.advice.first { $0.kind == "byte-code-run" })
        #expect(
            Set(found.evidence.flatMap(\.paths).map(\.string)) == [
                "app/both.pyc", "app/__pycache__/both.cpython-311.pyc",
            ])
    }

    @Test func countsNoByteTwice() async throws {
        var base = TarBuilder()
        base.add("usr/lib/gcc/cc1", contents: contents(100_000))
        base.add("usr/lib/gcc/tests/a.pyc", contents: contents(50_000))
        base.add("usr/lib/x/tests/__pycache__/b.cpython-311.pyc", contents: contents(40_000))
        base.add("root/.cache/pip/x.whl", contents: contents(30_000))
        base.add("app/one", contents: contents(20_000))
        base.add("app/two", contents: contents(20_000))
        base.add("usr/bin/old", contents: contents(15_000))
        base.add("usr/bin/gone", contents: contents(25_000))
        TestDatabase.add(
            [
                ("gcc", "1", ["usr/lib/gcc/cc1", "usr/lib/gcc/tests/a.pyc"]), ("old", "1", ["usr/bin/old"]),
                ("gone", "1", ["usr/bin/gone"]),
            ], to: &base)
        var change = TarBuilder()
        change.add("app/one", contents: contents(20_000), mode: 0o700)
        change.add("app/.wh.two")
        change.add("usr/bin/.wh.gone")
        change.add("usr/bin/old", contents: contents(15_000, 2))
        TestDatabase.add(
            [("gcc", "1", ["usr/lib/gcc/cc1", "usr/lib/gcc/tests/a.pyc"]), ("old", "2", ["usr/bin/old"])], to: &change)
        let adviser = try await advice([base.archive, change.archive])
        let sizes = Dictionary(uniqueKeysWithValues: adviser.advice.map { ($0.kind, $0) })
        #expect(sizes["build-tools"]?.saving.liveSize == 150_000)
        #expect(sizes["byte-code-run"]?.saving.liveSize == 40_000)
        #expect(sizes["pip-cache"]?.saving.liveSize == 30_000)
        #expect(sizes["changed-modes"]?.saving.liveSize == 0)
        #expect(sizes["changed-modes"]?.evidence.map(\.layer) == [1])
        #expect(sizes["deleted-files"]?.fileCount == 1)
        #expect(sizes["purged-packages"]?.evidence.first?.packages == ["gone"])
        #expect(sizes["upgraded-packages"]?.fileCount == 1)
        let entries = adviser.advice.flatMap(\.entries)
        #expect(Set(entries).count == entries.count)
        #expect(adviser.advice.reduce(Amounts.zero) { $0 + $1.saving } == adviser.saving)
        #expect(adviser.advice.map(\.saving.diffSize) == adviser.advice.map(\.saving.diffSize).sorted(by: >))
        #expect(adviser.buildTools.map(\.name) == ["gcc"])
    }

    @Test func keepsAToolThatSomethingElseNeeds() throws {
        var image = TestGraph()
        try image.add("app", "Depends: git")
        try image.add("git")
        try image.add("make")
        let graph = try image.graph()
        let ranking = RemovableRanking(graph)
        #expect(ranking.rows.map(\.package.name) == ["app", "make", "git"])
        #expect(ranking.rows.map(\.isBuildTool) == [false, true, true])
        #expect(ranking.rows[2].removal.dependents.count == 1)
    }

    /// A Python package of apt goes with it, and keeps nothing; pip's keep what they need, and apt has to be told.
    @Test func tellsApartWhatAptAndPipKeep() throws {
        func names(_ fill: (inout TestGraph) throws -> Void) throws -> ([String], Set<String>) {
            var image = TestGraph()
            try image.add("bash")
            try image.add("python3*")
            try image.add("python3-a*", "Depends: python3")
            try image.addKept(
                "usr/lib/python3/dist-packages/a-1.dist-info/METADATA", "Metadata-Version: 2.1\nName: a\nVersion: 1\n")
            try image.addKept(
                "var/lib/dpkg/info/python3-a.list", "/.\n/usr/lib/python3/dist-packages/a-1.dist-info/METADATA\n")
            try fill(&image)
            let graph = try image.graph()
            let used = graph.used(by: [])
            return (graph.unneeded.map { graph.packages[$0].name }, Set(used.map { graph.packages[$0].name }))
        }
        let alone = try names { _ in }
        #expect(alone.0 == ["python3", "python3-a"])
        #expect(alone.1.isEmpty)
        let beside = try names {
            try $0.addKept(
                "usr/local/lib/python3.11/dist-packages/b-1.dist-info/METADATA",
                "Metadata-Version: 2.1\nName: b\nVersion: 1\nRequires-Dist: a\n")
        }
        #expect(beside.0 == ["python3", "python3-a"])
        #expect(beside.1.isSuperset(of: ["python3", "python3-a"]))
    }

    @Test func findsNothingInASmallImage() async throws {
        var base = TarBuilder()
        base.add("app/one", contents: contents(100_000))
        base.add("var/lib/apt/lists/lock", contents: [])
        #expect(try await advice([base.archive]).advice.isEmpty)
    }

    @Test func leavesOutOnlyWhatIsBooked() async throws {
        var base = TarBuilder()
        base.add(directory: "app")
        base.add("app/one", contents: contents(1000))
        let ledger = try #require(try await TestImage.analysis([base.archive]).ledger)
        let entries = [(0, 0), (0, 1), (0, 1), (0, 9), (7, 0), (-1, 0), (0, -1)].map {
            Ledger.Entry(layer: $0.0, entry: $0.1)
        }
        let rest = ledger.without(entries)
        #expect(ledger.total.diffSize - rest.total.diffSize == 1536)
        #expect(rest.bookings(ofLayer: 0).isEmpty)
        #expect(rest.total.liveSize == 0)
    }

    @Test(arguments: [
        ("gcc", true), ("gcc-12", true), ("gcc-12-base", false), ("libssl-dev", true), ("libssl3", false),
        ("g++-12", true),
        ("gcc-x", false), ("openjdk-17-jdk-headless", true), ("openjdk-17-jre", false), ("python3.1", false),
        ("git", true), ("gitlab", false), ("python3.11-venv", true), ("gettext-base", false), ("gcc-doc", false),
    ])
    func knowsBuildTools(_ name: String, _ expected: Bool) {
        let package = Package(name: name, version: "1", kind: .deb, purl: PackageURL(type: "deb", name: name))
        #expect(BuildTools.contains(package) == expected)
    }
}
