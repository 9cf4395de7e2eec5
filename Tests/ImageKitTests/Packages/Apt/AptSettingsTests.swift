import Testing

@testable import ImageLedger
@testable import ImagePackages
@testable import ImagePolicy
@testable import ImageReading
@testable import ImageReports
@testable import ImageWriting

@Suite struct AptSettingsTests {
    @Test func opensBlocksListsAndComments() {
        let text = """
            // one
            APT { NeverAutoRemove { "^a$"; "b.*"; }; /* two { */ AutoRemove { SuggestsImportant "no"; }; };
            # three "x";
            Apt::AutoRemove::RecommendsImportant "false";
            APT::NeverAutoRemove:: "c";
            """
        #expect(
            AptSettings.assignments(in: Array(text.utf8)).map { "\($0.name)=\($0.value)" } == [
                "APT::NeverAutoRemove=^a$", "APT::NeverAutoRemove=b.*", "APT::AutoRemove::SuggestsImportant=no",
                "Apt::AutoRemove::RecommendsImportant=false", "APT::NeverAutoRemove::=c",
            ])
        var settings = AptSettings()
        #expect(settings.read(Array(text.utf8)).isEmpty)
        #expect(!settings.keepsRecommended && !settings.keepsSuggested)
        #expect(settings.neverRemoved.count == 3)
    }

    @Test func readsFilesInAptsOrder() throws {
        var layer = TestLayer()
        try layer.add(file: "etc/apt/apt.conf", "APT::AutoRemove::SuggestsImportant \"true\";")
        try layer.add(file: "etc/apt/apt.conf.d/10x", "APT::AutoRemove::SuggestsImportant \"false\";")
        try layer.add(file: "etc/apt/apt.conf.d/20y.disabled", "APT::AutoRemove::RecommendsImportant \"false\";")
        let settings = AptSettings(of: TestLayer.tree(layer))
        #expect(settings.keepsSuggested && settings.keepsRecommended)
    }

    @Test(arguments: ["{{{{", "}}}}", "\"", "a", "/*", "a { b", "; ; ;", "#", "\"\" {};"])
    func survivesDamage(_ text: String) {
        var settings = AptSettings()
        _ = settings.read(Array(text.utf8))
        #expect(settings.neverRemoved.isEmpty)
    }

    @Test func saysWhichPatternItCannotRead() {
        var settings = AptSettings()
        #expect(settings.read(Array("APT::NeverAutoRemove { \"(a|b)\"; };".utf8)).count == 1)
    }

    @Test(arguments: [
        ("^linux-image-[a-z0-9]*$", "linux-image-amd64", true), ("^linux-image-[a-z0-9]*$", "linux-image-6.1", false),
        ("ware", "firmware-x", true), ("^ware", "firmware", false), ("a+b?c", "xaacx", true), ("a+b?c", "bc", false),
        ("[^x]$", "x", false), ("\\.", "a.b", true), ("\\.", "ab", false), ("^$", "", true), (".*-x", "a-x", true),
    ])
    func matchesPatterns(_ pattern: String, _ name: String, _ expected: Bool) throws {
        #expect(try #require(AptNamePattern(pattern)).matches(name) == expected)
    }

    @Test func staysFastForAnyPattern() throws {
        let pattern = try #require(AptNamePattern(String(repeating: "a*", count: 200) + "b"))
        #expect(!pattern.matches(String(repeating: "a", count: 400)))
    }

    @Test func leavesOutSettingsInEndlessBlocks() {
        let nested = String(repeating: "a{", count: 100_000) + String(repeating: "b c;", count: 100_000)
        let closed = nested + String(repeating: "}", count: 100_000)
        #expect(AptSettings.assignments(in: Array(nested.utf8)).isEmpty)
        let name = "APT { AutoRemove { SuggestsImportant no; }; };"
        let found = AptSettings.assignments(in: Array((closed + name).utf8)).last
        #expect(found?.name == "APT::AutoRemove::SuggestsImportant" && found?.value == "no")
    }
}
