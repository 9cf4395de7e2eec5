import Testing

@testable import ImageLedger
@testable import ImagePackages
@testable import ImagePolicy
@testable import ImageReading
@testable import ImageReports
@testable import ImageWriting

@Suite struct PythonOwnershipTests {
    let site = PythonImage.site

    @Test func ownsWhatRecordListsAndItsByteCode() throws {
        var image = PythonImage()
        try image.add(wheel: "a", "1", files: ["a/__init__.py", "a/b.c.py", "../../../bin/a", "/etc/a.conf"])
        let bytecode = [
            "a/__pycache__/__init__.cpython-311.pyc", "a/__pycache__/b.c.cpython-311.opt-1.pyc", "a/b.c.pyc",
        ]
        for file in bytecode + ["a/__pycache__/other.cpython-311.pyc", "a/c.py"] { try image.add("\(site)/\(file)") }
        let expected = ["__init__.py", "b.c.py"].map { "\(site)/a/\($0)" } + bytecode.map { "\(site)/\($0)" }
        let record = ["INSTALLER", "METADATA", "RECORD"].map { "\(site)/a-1.dist-info/\($0)" }
        // `/etc/a.conf` was made below the site by this test, so the absolute path is not there.
        #expect(image.files("a") == (expected + record + ["usr/local/bin/a"]).sorted())
    }

    @Test func ownsAbsolutePathsAndNothingOutsideTheRoot() throws {
        var image = PythonImage()
        try image.add("etc/a.conf")
        try image.add("\(site)/a-1.dist-info/METADATA", "Name: a\nVersion: 1\n")
        let outside = String(repeating: "../", count: 12)
        try image.add(
            "\(site)/a-1.dist-info/RECORD", "/etc/a.conf,,\n\(outside)etc/passwd,,\nmissing.py,,\na-1.dist-info,,\n")
        try image.add("etc/passwd")
        #expect(image.files("a") == ["etc/a.conf"] + ["METADATA", "RECORD"].map { "\(site)/a-1.dist-info/\($0)" })
    }

    @Test func ownsByteCodeWhoseSourceIsGone() throws {
        var image = PythonImage()
        try image.add("\(site)/a-1.dist-info/METADATA", "Name: a\nVersion: 1\n")
        try image.add("\(site)/a-1.dist-info/RECORD", "a.py,,\n")
        try image.add("\(site)/__pycache__/a.cpython-311.pyc")
        #expect(image.files("a").contains("\(site)/__pycache__/a.cpython-311.pyc"))
    }

    @Test func followsLinksInFolders() throws {
        var image = PythonImage()
        try image.add(link: "usr/local/lib64", to: "lib")
        try image.add("\(site)/a.py")
        try image.add("\(site)/a-1.dist-info/METADATA", "Name: a\nVersion: 1\n")
        try image.add("\(site)/a-1.dist-info/RECORD", "/usr/local/lib64/python3.11/site-packages/a.py,,\n")
        #expect(image.files("a").contains("\(site)/a.py"))
        #expect(image.rows.count == 1)
    }

    @Test func readsInstalledFilesRelativeToTheRecord() throws {
        var image = PythonImage()
        try image.add("\(site)/a-1-py3.11.egg-info/PKG-INFO", "Name: a\nVersion: 1\n")
        try image.add("\(site)/a-1-py3.11.egg-info/installed-files.txt", "../a.py\n../../../../bin/a\nPKG-INFO\n")
        for file in ["\(site)/a.py", "\(site)/b.py", "usr/local/bin/a"] { try image.add(file) }
        let record = ["PKG-INFO", "installed-files.txt"].map { "\(site)/a-1-py3.11.egg-info/\($0)" }
        #expect(image.files("a") == ["usr/local/bin/a"] + record + ["\(site)/a.py"])
    }

    @Test func ownsModulesThatNoListClaims() throws {
        var image = PythonImage()
        try image.add("\(site)/egg-1.egg-info/PKG-INFO", "Name: egg\nVersion: 1\n")
        try image.add("\(site)/egg-1.egg-info/top_level.txt", "zope\nmodule\n_native\n../../etc\n.\n")
        try image.add(wheel: "zope.interface", "1", files: ["zope/interface.py"])
        for file in ["zope/egg.py", "zope/__pycache__/egg.cpython-311.pyc", "module.py", "other.py"] {
            try image.add("\(site)/\(file)")
        }
        try image.add("\(site)/__pycache__/module.cpython-311.pyc")
        try image.add("\(site)/_native.cpython-311-x86_64-linux-gnu.so")
        try image.add("etc/passwd")
        let modules = image.files("egg").filter { !$0.contains("egg-info") }
        #expect(
            modules
                == [
                    "__pycache__/module.cpython-311.pyc", "_native.cpython-311-x86_64-linux-gnu.so", "module.py",
                    "zope/__pycache__/egg.cpython-311.pyc", "zope/egg.py",
                ].map { "\(site)/\($0)" })
    }

    @Test func takesTheModuleOfItsNameWhereNothingIsListed() throws {
        var image = PythonImage()
        try image.add("\(site)/Zoo_File-3.1.egg-info", "Name: Zoo-File\nVersion: 3.1\n")
        try image.add("\(site)/zoo_file.py")
        try image.add("\(site)/zoo.py")
        #expect(image.files("Zoo-File") == ["\(site)/Zoo_File-3.1.egg-info", "\(site)/zoo_file.py"])
    }

    @Test func ownsAllOfAnEggAndWhatADevelopmentInstallNeeds() throws {
        var image = PythonImage()
        let egg = "\(site)/e-1-py3.11.egg"
        try image.add("\(egg)/EGG-INFO/PKG-INFO", "Name: e\nVersion: 1\n")
        try image.add("\(egg)/e/data.bin")
        try image.add("\(site)/easy-install.pth", "./e-1-py3.11.egg\n/src\n")
        try image.add("\(site)/dev-pkg.egg-link", "/src\n.")
        try image.add("src/dev_pkg.egg-info/PKG-INFO", "Name: dev-pkg\nVersion: 0.9.dev3\n")
        try image.add("src/dev_pkg.egg-info/top_level.txt", "dev_pkg\n")
        try image.add("src/dev_pkg/__init__.py")
        try image.add("src/tests/test.py")
        #expect(image.files("e") == ["\(egg)/EGG-INFO/PKG-INFO", "\(egg)/e/data.bin"])
        #expect(
            image.files("dev-pkg") == [
                "src/dev_pkg.egg-info/PKG-INFO", "src/dev_pkg.egg-info/top_level.txt", "src/dev_pkg/__init__.py",
                "\(site)/dev-pkg.egg-link",
            ])
        let package = image.package("dev-pkg")
        #expect(package?.python?.format == "egg-link")
        #expect(package?.python?.editableLocation == "/src")
        #expect(package?.locations == ["/src/dev_pkg.egg-info/PKG-INFO", "/\(site)/dev-pkg.egg-link"])
        #expect(image.rows.count == 2)
        #expect(image.remarks == [])
    }

    /// Whichever interpreters compiled it, and whether or not the source is still there.
    @Test(arguments: [
        ("a.cpython-311.pyc", "a"), ("a.b.cpython-311.opt-2.pyc", "a.b"), ("a.pypy39.pyc", "a"), ("a.pyc", nil),
        ("a.py", nil), (".pyc", nil),
    ])
    func knowsTheModuleOfByteCode(file: String, module: String?) throws {
        var image = PythonImage()
        for name in [file, "z.cpython-312.pyc", "other.txt"] { try image.add("lib/__pycache__/\(name)", "x") }
        let tree = image.tree
        let folder = try #require(tree.lookup("lib"))
        var modules = CompiledModules(tree)
        for asked in ["a", "a.b", "b", ""] {
            var found: [FileTree.NodeID] = []
            modules.add(Array(asked.utf8)[...], in: folder, to: &found)
            #expect(found.map { tree.path(of: $0).string } == (asked == module ? ["lib/__pycache__/\(file)"] : []))
        }
    }
}
