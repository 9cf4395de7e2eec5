import Testing

@testable import ImageLedger
@testable import ImagePackages
@testable import ImagePolicy
@testable import ImageReading
@testable import ImageReports
@testable import ImageWriting

@Suite struct PythonSmallFilesTests {
    @Test func readsPathConfigurationFiles() {
        let text = "\u{FEFF}# comment\n\n/src/legacy  \r\n./sub\nimport sys; sys.path\nimport\tos\nimportant\n"
        let file = PathConfigurationFile(Array(text.utf8))
        #expect(file.paths == ["/src/legacy", "./sub", "important"].map { Array($0.utf8) })
        #expect(file.importedModules == ["sys", "os"])
        #expect(file.editableFinder == nil)
    }

    @Test func knowsEditableFinders() {
        let module = "__editable___zoo_modern_1_0_post1_finder"
        let file = PathConfigurationFile(Array("import \(module); \(module).install()".utf8))
        #expect(file.editableFinder == module)
        #expect(file.paths.isEmpty)
    }

    @Test(arguments: [
        ("home = /usr/bin\ninclude-system-site-packages = false\nversion = 3.11.2\n", "3.11.2", false),
        ("HOME=/usr/bin\r\nInclude-System-Site-Packages = TRUE\r\nversion_info = 3.11.2.final.0\r\n", "3.11.2", true),
        ("home = /x\nversion_info = 3.12\n", "3.12", false), ("home\nversion = unknown\n", nil, false),
    ])
    func readsVirtualEnvironments(text: String, version: String?, system: Bool) {
        let file = VirtualEnvironmentFile(Array(text.utf8))
        #expect(file.version == version)
        #expect(file.includesSystemSites == system)
    }

    @Test func readsDirectURLs() throws {
        let editable = #"{"url": "file:///src/my%20project", "dir_info": {"editable": true}}"#
        let local = try #require(DirectURLFile(Array(editable.utf8)))
        #expect(local.isEditable)
        #expect(local.localPath == Array("/src/my project".utf8))
        let text = #"{"url": "https://x/y.git", "vcs_info": {"vcs": "git", "commit_id": "abc"}, "subdirectory": "s"}"#
        let origin = try #require(DirectURLFile(Array(text.utf8)))
        #expect(origin.url == "git+https://x/y.git")
        #expect(origin.revision == "abc")
        #expect(!origin.isEditable && origin.localPath == nil)
    }

    @Test(arguments: ["", "[]", "{", #"{"url": 5}"#, #"{"dir_info": {}}"#])
    func refusesMalformedDirectURLs(text: String) {
        #expect(DirectURLFile(Array(text.utf8)) == nil)
    }

    @Test func readsEggLinks() {
        #expect(EggLinkFile(Array("/src/legacy\n.".utf8)).location == Array("/src/legacy".utf8))
        #expect(EggLinkFile(Array("\n".utf8)).location == nil)
    }

    @Test func readsRequirementsUpToALimit() {
        let extras = EggRequirements(Array((0..<60_000).map { "[e\($0)]\n" }.joined().utf8))
        #expect(extras.extras.count == 60_000 && !extras.isCut)
        let condition = "[:" + String(repeating: "x", count: 100_000) + "]\n"
        let long = EggRequirements(Array((condition + String(repeating: "a\n", count: 5000)).utf8))
        #expect(long.isCut && long.requirements.count < 100)
    }
}
