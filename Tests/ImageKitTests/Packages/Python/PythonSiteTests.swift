import Testing

@testable import ImageLedger
@testable import ImagePackages
@testable import ImagePolicy
@testable import ImageReading
@testable import ImageReports
@testable import ImageWriting

@Suite struct PythonSiteTests {
    @Test(arguments: [
        ("usr/local/lib/python3.12/site-packages", "usr/local", "3.12"), ("usr/lib/python3/dist-packages", "usr", nil),
        ("usr/local/lib/python3.11/dist-packages", "usr", "3.11"),
        ("opt/x/lib64/pypy3.10/site-packages", "opt/x", "3.10"),
        ("root/.local/lib/python3.13t/site-packages", "root/.local", "3.13"), ("usr/lib/python3.11", "usr", "3.11"),
    ])
    func readsLayouts(path: String, prefix: String, version: String?) throws {
        let layout = try #require(PythonSiteLayout(BytePath(Array(path.utf8)) ?? ""))
        #expect(layout.prefix.string == prefix)
        #expect(layout.version == version)
    }

    @Test(arguments: ["opt/site-packages", "usr/lib/python3", "usr/lib/pythonic/site-packages", "lib", ""])
    func knowsOtherFolders(path: String) {
        #expect(PythonSiteLayout(BytePath(Array(path.utf8)) ?? "") == nil)
    }

    @Test func ordersDebiansFoldersAndMarksWhatIsHidden() throws {
        var image = PythonImage()
        try image.add("usr/bin/python3.11")
        try image.add(link: "usr/bin/python3", to: "python3.11")
        try image.add(wheel: "idna", "3.3", in: "usr/lib/python3/dist-packages")
        try image.add(wheel: "yaml", "6.0", in: "usr/lib/python3/dist-packages")
        try image.add(wheel: "idna", "3.7", in: "usr/local/lib/python3.11/dist-packages")
        #expect(image.rows == ["idna 3.3 @/usr 3.11 < 3.7", "idna 3.7 @/usr 3.11", "yaml 6.0 @/usr 3.11"])
    }

    @Test func sharesDebiansFolderAmongVersions() throws {
        var image = PythonImage()
        try image.add(link: "usr/bin/python3", to: "python3.11")
        for version in ["3.11", "3.12"] {
            try image.add("usr/bin/python\(version)")
            try image.add(wheel: "x", version, in: "usr/local/lib/python\(version)/dist-packages")
        }
        try image.add(wheel: "x", "1", in: "usr/lib/python3/dist-packages")
        #expect(image.rows == ["x 1 @/usr 3.11 < 3.11", "x 3.11 @/usr 3.11", "x 3.12 @/usr 3.12"])
        var finder = PythonSiteFinder(tree: image.tree, configuration: image.configuration)
        finder.find()
        for index in finder.environments.environments.indices {
            let path = finder.environments.searchPath(of: index).map { finder.sites[$0].path.string }
            #expect(path.count == 2 && path.last == "usr/lib/python3/dist-packages", "\(path)")
        }
    }

    @Test func letsOnlyTheConfiguredUsersFolderHide() throws {
        func rows(user: String?, env: [String] = []) throws -> [String] {
            var image = PythonImage(env: env, user: user)
            try image.add("etc/passwd", "root:x:0:0::/root:/bin/sh\nalice:x:1000:1000::/home/alice:/bin/sh\n")
            try image.add("usr/local/bin/python3.11")
            try image.add(wheel: "a", "1", in: PythonImage.site)
            try image.add(wheel: "a", "2", in: "home/alice/.local/lib/python3.11/site-packages")
            return image.rows
        }
        let hidden = ["a 2 @/home/alice/.local 3.11", "a 1 @/usr/local 3.11 < 2"]
        let seen = ["a 2 @/home/alice/.local 3.11", "a 1 @/usr/local 3.11"]
        #expect(try rows(user: "alice") == hidden)
        #expect(try rows(user: "1000:1000") == hidden)
        #expect(try rows(user: nil, env: ["HOME=/home/alice"]) == hidden)
        #expect(try rows(user: nil) == seen)
        #expect(try rows(user: "alice", env: ["PYTHONNOUSERSITE=1"]) == seen)
        #expect(try rows(user: nil, env: ["PYTHONUSERBASE=/home/alice/.local"]) == hidden)
    }

    @Test func putsPythonPathFirst() throws {
        var image = PythonImage(env: ["PATH=/bin", "PYTHONPATH=/opt/one:libs:/missing"])
        image.configuration.config?.workingDir = "/srv"
        try image.add(wheel: "a", "1", in: "opt/one")
        try image.add(wheel: "a", "2", in: "srv/libs")
        try image.add(wheel: "a", "3")
        #expect(image.rows == ["a 1 @/opt/one", "a 2 @/srv/libs < 1", "a 3 @/usr/local 3.11 < 1"])
    }

    /// Of several eggs in a folder the one that a .pth names is imported.
    @Test func takesTheEggThatAPathLeadsTo() throws {
        var image = PythonImage()
        for version in ["1.0", "2.1", "3.0"] {
            try image.add(
                "\(PythonImage.site)/e-\(version)-py3.11.egg/EGG-INFO/PKG-INFO", "Name: e\nVersion: \(version)\n")
        }
        try image.add(wheel: "other", "1")
        #expect(image.rows.filter { $0.hasPrefix("e ") }.count == 3)
        try image.add("\(PythonImage.site)/zz.pth", "./e-2.1-py3.11.egg\n")
        #expect(
            image.rows == [
                "e 1.0 @/usr/local 3.11 < 2.1", "e 2.1 @/usr/local 3.11", "e 3.0 @/usr/local 3.11 < 2.1",
                "other 1 @/usr/local 3.11",
            ])
        #expect(image.remarks.count == 2 && image.remarks.allSatisfy { $0.hasPrefix("pythonNotOnPath") })
    }

    /// `lib/python311.zip` comes before the standard library on every interpreter's path; other archives come on none.
    @Test func looksIntoTheArchiveOfAnInterpreter() throws {
        var zip = TestZip()
        zip.add("a-1.dist-info/METADATA", Array("Metadata-Version: 2.1\nName: a\nVersion: 1\n".utf8))
        var image = PythonImage()
        for path in ["usr/local/lib/python311.zip", "usr/local/lib/other311.zip", "srv/python311.zip"] {
            try image.add(path, bytes: zip.archive)
        }
        #expect(image.rows == ["a 1 @/usr/local 3.11"])
        try image.add(wheel: "a", "2")
        #expect(image.rows == ["a 2 @/usr/local 3.11 < 1", "a 1 @/usr/local 3.11"])
    }

    @Test(arguments: [(true, " < 2"), (false, "")])
    func looksIntoTheSystemWhereAVirtualEnvironmentDoes(includes: Bool, shadow: String) throws {
        var image = PythonImage()
        let configuration = "home = /usr/bin\ninclude-system-site-packages = \(includes)\nversion = 3.11.2\n"
        try image.add("opt/venv/pyvenv.cfg", configuration)
        try image.add(wheel: "a", "2", in: "opt/venv/lib/python3.11/site-packages")
        try image.add(wheel: "a", "1", in: "usr/local/lib/python3.11/dist-packages")
        try image.add(wheel: "b", "1", in: "usr/local/lib/python3.11/dist-packages")
        // The environment's own copy never hides the system's, which belongs to another environment.
        #expect(image.rows == ["a 2 @/opt/venv 3.11.2", "a 1 @/usr 3.11", "b 1 @/usr 3.11"])
        var finder = PythonSiteFinder(tree: image.tree, configuration: image.configuration)
        finder.find()
        let environment = try #require(finder.environments.environments.firstIndex { $0.root == "opt/venv" })
        #expect(finder.environments.searchPath(of: environment).count == (includes ? 2 : 1))
    }

    @Test func knowsInterpretersOfCondaAndOfOfficialImages() throws {
        var image = PythonImage(env: ["PYTHON_VERSION=3.11.9"])
        try image.add("opt/conda/conda-meta/python-3.12.4-h123_0_cpython.json", "{}")
        try image.add(wheel: "a", "1", in: "opt/conda/lib/python3.12/site-packages")
        try image.add(wheel: "a", "1", in: "opt/conda/pkgs/a-1-py_0/site-packages")
        try image.add(wheel: "a", "1", in: "opt/conda/pkgs/a-1-py312_0/lib/python3.12/site-packages")
        try image.add(wheel: "b", "1", in: PythonImage.site)
        #expect(image.rows == ["a 1 @/opt/conda 3.12.4", "b 1 @/usr/local 3.11.9"])
    }

    @Test func listsFoldersBelowOthersAndWhatLinksLeadTo() throws {
        var image = PythonImage()
        try image.add(wheel: "outer", "1", in: "app")
        try image.add(wheel: "inner", "2", in: "app/vendor")
        try image.add(wheel: "seed", "3", in: "root/.cache/virtualenv/seed-3-py3-none-any")
        try image.add(wheel: "drum", "4", in: "store/drum")
        try image.add(link: "\(PythonImage.site)/drum-4.dist-info", to: "/store/drum/drum-4.dist-info")
        #expect(image.rows == ["outer 1 @/app", "inner 2 @/app/vendor", "drum 4 @/usr/local 3.11"])
    }

    /// As uv and PDM link single files into a store: the store's record is the installed one under another name.
    @Test(arguments: [true, false]) func aRecordWhoseFilesAreLinkedIntoAStoreIsListedOnce(_ isHardLink: Bool) throws {
        var image = PythonImage()
        let stored = "srv/wheels/drum/drum-4.dist-info"
        let installed = "\(PythonImage.site)/drum-4.dist-info"
        try image.add(wheel: "drum", "4", in: "srv/wheels/drum")
        try image.add(wheel: "alone", "1", in: "srv/wheels/alone")
        for name in ["METADATA", "RECORD", "INSTALLER"] {
            if isHardLink {
                try image.add(hardLink: "\(installed)/\(name)", to: "\(stored)/\(name)")
            } else {
                try image.add(link: "\(installed)/\(name)", to: "/\(stored)/\(name)")
            }
        }
        #expect(image.rows == ["alone 1 @/srv/wheels/alone", "drum 4 @/usr/local 3.11"])
    }

    /// pip --target records where its staging folder was: another program may lie there.
    @Test func whatATargetMovedIsItsOwnAlsoBesideAnother() throws {
        var image = PythonImage()
        try image.add(wheel: "tool", "1", in: "task")
        try image.add("task/tool-1.dist-info/RECORD", "tool-1.dist-info/METADATA,,\n../../bin/tool,sha256=x,5\n")
        try image.add("task/bin/tool", "moved")
        try image.add("bin/tool", "other")
        #expect(image.files("tool").contains("task/bin/tool"))
        #expect(!image.files("tool").contains("bin/tool"))
    }

    @Test func takesOnlyPipAtItsWordAboutWhatWasAskedFor() throws {
        var image = PythonImage()
        for (name, installer) in [("a", "uv"), ("b", "pip")] {
            try image.add(wheel: name, "1")
            try image.add("\(PythonImage.site)/\(name)-1.dist-info/REQUESTED")
            try image.add("\(PythonImage.site)/\(name)-1.dist-info/INSTALLER", "\(installer)\n")
        }
        #expect(image.package("a")?.python?.isRequested == nil)
        #expect(image.package("b")?.python?.isRequested == true)
    }

    @Test func passesOverVendoredCopiesAndCaches() throws {
        var image = PythonImage()
        try image.add(wheel: "setuptools", "75")
        try image.add(wheel: "wheel", "0.4", in: PythonImage.site + "/setuptools/_vendor")
        try image.add(wheel: "deep", "1", in: PythonImage.site + "/tool/lib/python3.11/site-packages")
        try image.add(wheel: "target", "1", in: "opt/target")
        try image.add(wheel: "inner", "1", in: "opt/target/target/_vendor")
        try image.add("root/.cache/uv/CACHEDIR.TAG")
        try image.add(wheel: "cached", "1", in: "root/.cache/uv/archive-v0/abc")
        try image.add(wheel: "bundled", "1", in: "usr/lib/python3.11/ensurepip/_bundled")
        #expect(image.rows == ["target 1 @/opt/target", "setuptools 75 @/usr/local 3.11"])
        #expect(image.remarks == [])
    }

    /// A folder is a package's own where its list says so: not one that is named like its module file, and of a namespace only
    /// the part that it brought.
    @Test func listsWhatLiesBesideModulesOfAPackage() throws {
        var image = PythonImage()
        try image.add(wheel: "top", "1", in: "var/task", files: ["top.py"])
        try image.add(wheel: "low", "1", in: "var/task/top")
        try image.add(wheel: "space", "2", in: "var/task", files: ["ns/part/__init__.py"])
        try image.add(wheel: "other", "3", in: "var/task/ns/other")
        try image.add(wheel: "copy", "4", in: "var/task/ns/part/copies")
        #expect(
            image.rows == [
                "space 2 @/var/task", "top 1 @/var/task", "other 3 @/var/task/ns/other", "low 1 @/var/task/top",
            ])
    }

    /// As virtualenv --symlink-app-data and pex lay them out: an unpacked wheel's own copies, and those of a module that no
    /// package installed, are no packages either.
    @Test func passesOverCopiesInsideWhatIsNotInstalled() throws {
        var image = PythonImage()
        let wheel = "root/.local/share/virtualenv/wheel/setuptools-84.2.1-py3-none-any"
        try image.add(wheel: "setuptools", "84.2.1", in: wheel)
        try image.add("\(wheel)/setuptools/__init__.py", "")
        try image.add(wheel: "wheel", "0.46", in: "\(wheel)/setuptools/_vendor")
        let pex = "root/.pex/isolated/0/9bed/pex/vendor"
        try image.add("\(pex)/__init__.py", "")
        try image.add(wheel: "attrs", "21.5", in: "\(pex)/_vendored/attrs")
        // Without a module around it the name says nothing.
        try image.add(wheel: "own", "1", in: "app/_vendored")
        #expect(image.rows == ["own 1 @/app/_vendored"])
        #expect(image.remarks == ["pythonNotOnPath /\(wheel)"])
        // An unpacked pex application is told as one, not wheel by wheel.
        try image.add("srv/app/PEX-INFO", "{}")
        try image.add(wheel: "b", "1", in: "srv/app/.deps/b-1-py3-none-any.whl")
        #expect(image.remarks == ["pythonNotOnPath /\(wheel)"])
    }

    /// virtualenv records the links that it makes, to folders of modules, by their names.
    @Test func linkedFoldersBelongToWhoRecordsThem() throws {
        var image = PythonImage()
        let wheel = "root/.local/share/virtualenv/wheel/drum-4-py3-none-any"
        let site = "opt/venv/lib/python3.11/site-packages"
        try image.add("opt/venv/pyvenv.cfg", "home = /usr/bin\nversion = 3.11.2\n")
        try image.add("\(wheel)/drum/__init__.py", "code")
        try image.add("\(wheel)/drum/__pycache__/__init__.cpython-311.pyc", "bytes")
        try image.add("\(wheel)/drum-4.dist-info/METADATA", "Metadata-Version: 2.1\nName: drum\nVersion: 4\n")
        try image.add("\(wheel)/drum-4.dist-info/RECORD", "../../../bin/drum,,\ndrum,,\ndrum-4.dist-info,,\n")
        for name in ["drum", "drum-4.dist-info"] { try image.add(link: "\(site)/\(name)", to: "/\(wheel)/\(name)") }
        #expect(image.rows == ["drum 4 @/opt/venv 3.11.2"])
        #expect(image.files("drum").contains("\(wheel)/drum/__init__.py"))
        #expect(image.files("drum").contains("\(wheel)/drum/__pycache__/__init__.cpython-311.pyc"))
    }

    /// A folder that a record names a thousand times is looked through once.
    @Test(.timeLimit(.minutes(1))) func looksThroughARecordedFolderOnce() throws {
        var image = PythonImage()
        try image.add("\(PythonImage.site)/x-1.dist-info/METADATA", "Metadata-Version: 2.1\nName: x\nVersion: 1\n")
        try image.add("\(PythonImage.site)/x-1.dist-info/RECORD", String(repeating: "big,,\n", count: 20_000))
        for number in 0..<5_000 { try image.add("\(PythonImage.site)/big/f\(number)", "") }
        #expect(image.files("x").count == 5_002)
    }

    @Test func listsWhatLiesInAStandardLibrary() throws {
        var image = PythonImage()
        try image.add("usr/lib/python2.7/argparse.egg-info", "Metadata-Version: 1.0\nName: argparse\nVersion: 1.2.1\n")
        #expect(image.rows == ["argparse 1.2.1 @/usr 2.7"])
    }

    @Test func followsPathConfigurationFiles() throws {
        var image = PythonImage()
        try image.add(
            "\(PythonImage.site)/a.pth", "# no\nimport os; os.system('x')\n../extra\n/opt/absolute\n/opt/missing\n")
        try image.add("\(PythonImage.site)/.hidden.pth", "/opt/hidden\n")
        try image.add(wheel: "one", "1", in: "usr/local/lib/python3.11/extra")
        try image.add(wheel: "two", "1", in: "opt/absolute")
        try image.add(wheel: "two", "2", in: PythonImage.site)
        try image.add("opt/hidden/x.egg-info", "Name: x\nVersion: 1\n")
        #expect(
            image.rows == [
                "x 1 @/opt/hidden", "one 1 @/usr/local 3.11", "two 1 @/usr/local 3.11 < 2", "two 2 @/usr/local 3.11",
            ])
    }

    @Test func saysWhichSourcesAndEggsAreNotInstalled() throws {
        var image = PythonImage()
        try image.add("src/app/setup.py")
        try image.add("src/app/src/app.egg-info/PKG-INFO", "Name: app\nVersion: 1\n")
        try image.add("opt/eggs/loose-1.0-py3.11.egg/EGG-INFO/PKG-INFO", "Name: loose\nVersion: 1.0\n")
        #expect(image.rows == [])
        #expect(image.remarks == ["pythonNotOnPath /opt/eggs/loose-1.0-py3.11.egg", "pythonNotOnPath /src/app/src"])
    }

    @Test func keepsWhatItNeeds() {
        func mode(_ path: String) -> CaptureMode? {
            PythonEcosystem().captureMode(for: BytePath(Array(path.utf8)) ?? "")
        }
        #expect(mode("x/a-1.dist-info/METADATA") == .headerFields)
        #expect(mode("x/METADATA") == nil)
        #expect(mode("x/a.egg-info/PKG-INFO") == .headerFields)
        #expect(mode("x/a-1.egg/EGG-INFO/PKG-INFO") == .headerFields)
        #expect(mode("PKG-INFO") == nil)
        #expect(mode("x/a.egg-info") == .headerFields)
        for name in ["a-1.dist-info/RECORD", "a-1.dist-info/direct_url.json", "a.egg-info/requires.txt", "a.pth"] {
            #expect(mode("x/" + name) == .whole)
        }
        for name in ["a.egg", "a.egg-link", "pyvenv.cfg", "a.egg-info/installed-files.txt", "a.egg-info/top_level.txt"]
        {
            #expect(mode("x/" + name) == .whole)
        }
        #expect(mode("x/a.py") == nil)
        #expect(PythonEcosystem().captureMode(forHead: Array("Metadata-Version: 2.1\nName: a".utf8)) == .headerFields)
        #expect(PythonEcosystem().captureMode(forHead: Array("#!/bin/sh".utf8)) == nil)
    }

    @Test func looksIntoAPathOfThousandsOfFolders() throws {
        var layer = TestLayer()
        let count = 5000
        for number in 0..<count { try layer.add(directory: "\(number)") }
        try layer.add(file: "7/a-1.dist-info/METADATA", "Name: a\nVersion: 1\n")
        try layer.add(file: "9/a-2.dist-info/METADATA", "Name: a\nVersion: 2\n")
        var configuration = ImageConfiguration()
        configuration.config = ImageConfiguration.Execution()
        configuration.config?.env = ["PYTHONPATH=" + (0..<count).map { "/\($0)" }.joined(separator: ":")]
        let context = CatalogContext(
            tree: TestLayer.tree(layer), configuration: configuration, distribution: nil)
        let packages = PythonEcosystem().catalog(context).packages.map(\.package)
        #expect(packages.map(\.version) == ["1", "2"])
        #expect(packages.map { $0.shadowedBy?.version } == [nil, "1"])
    }
}
