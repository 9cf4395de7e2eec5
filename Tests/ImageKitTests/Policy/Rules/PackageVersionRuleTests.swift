import Testing

@testable import ImageLedger
@testable import ImagePackages
@testable import ImagePolicy
@testable import ImageReading
@testable import ImageReports
@testable import ImageWriting

@Suite struct PackageVersionRuleTests {
    private static func image(debian: String = "1.0-1", python: String = "2.32.0") -> PolicyImage {
        var image = PolicyImage()
        image.layer("RUN install") { tar in
            tar.add(packages: ["openssl": debian])
            tar.add(wheel: "requests", python)
        }
        return image
    }

    @Test(arguments: [
        ("exactly: 2.32", true), ("exactly: 2.32.0", true), ("exactly: 2.32.1", false), ("at-least: 2.9", true),
        ("at-least: 2.32.0", true), ("at-least: 2.32.0.post1", false), ("at-most: 2.32.0", true),
        ("at-most: 2.9", false),
        ("below: 3", true), ("below: 2.32", false), ("below: 2.32.1.dev1", true),
        ("at-least: 2.32.0rc1\nbelow: 3", true),
        ("at-least: 2.30\nbelow: 2.31", false),
    ])
    func comparesPythonAsPEP440Does(bounds: String, holds: Bool) async throws {
        let judgement = try await PackageVersionRuleTests.image().judge(
            PackageVersionRule.self, "package: requests\n\(bounds)")
        #expect(judgement.verdict == (holds ? .pass : .fail))
    }

    @Test(arguments: [
        ("3.0.17-1~deb12u2", "at-least: 3.0.17-1", false), ("3.0.17-1~deb12u2", "at-least: 3.0.17-1~deb12u1", true),
        ("1:1.0", "at-least: 9.9", true), ("1.0-1+b1", "exactly: 1.0-1", false), ("1.00", "exactly: 1.0", true),
        ("1.0~rc1", "below: 1.0", true), ("1.10", "below: 1.9", false),
    ])
    func comparesDebianAsDpkgDoes(version: String, bounds: String, holds: Bool) async throws {
        let judgement = try await PackageVersionRuleTests.image(debian: version).judge(
            PackageVersionRule.self, "package: openssl\nkind: deb\n\(bounds)")
        #expect(judgement.verdict == (holds ? .pass : .fail))
        #expect(judgement.evidence.first?.subject.contains("openssl") == true)
    }

    @Test(.enabled(if: SharedData.isAvailable, "IMAGESCAN_SHARED is not set"))
    func agreesWithDpkgOnItsVectors() throws {
        let lines = try String(decoding: SharedData.data("conformance/versions/debian-compare.tsv"), as: UTF8.self)
        var count = 0
        for line in lines.split(separator: "\n") {
            let columns = line.split(separator: "\t").map(String.init)
            try #require(columns.count == 3)
            let order = try #require(["lt": -1, "eq": 0, "gt": 1][columns[1]])
            #expect(VersionBound.order(columns[0], columns[2], kind: .deb) == order, "\(line)")
            count += 1
        }
        #expect(count == 2000)
    }

    @Test func wantsEveryCopyToKeepTheBound() async throws {
        var image = PackageVersionRuleTests.image()
        image.layer("RUN venv") { tar in
            tar.add(file: "opt/venv/pyvenv.cfg", "home = /usr/local/bin\nversion = 3.11.2\n")
            tar.add(wheel: "requests", "2.31.0", in: "opt/venv/lib/python3.11/site-packages")
        }
        let judgement = try await image.judge(PackageVersionRule.self, "package: requests\nat-least: 2.32")
        #expect(judgement.verdict == .fail)
        #expect(judgement.message == "requests is 2.31.0, not at least 2.32")
        #expect(judgement.evidence.count == 2)
    }

    @Test func comparesWithTheImageBefore() async throws {
        let (before, after) = (PackageVersionRuleTests.image(python: "2.31.0"), PackageVersionRuleTests.image())
        let claim = "package: requests\nbefore: 2.31.0\nexactly: 2.32.0"
        let judgement = try await after.judge(PackageVersionRule.self, claim, before: before)
        #expect(judgement.verdict == .pass)
        #expect(judgement.message == "requests 2.32.0, before 2.31.0")
        #expect(try await after.judge(PackageVersionRule.self, claim, before: after).verdict == .fail)
        #expect(try await before.judge(PackageVersionRule.self, claim, before: before).verdict == .fail)
        let alone = try await after.judge(PackageVersionRule.self, claim)
        #expect(alone.verdict == .noData)
        #expect(alone.message.contains("--before"))
        #expect(try await after.judge(PackageVersionRule.self, "package: requests\nbefore: 2.31.0").verdict == .noData)
    }

    @Test func failsWhereThePackageIsMissing() async throws {
        let judgement = try await PackageVersionRuleTests.image().judge(
            PackageVersionRule.self, "package: flask\nat-least: 1")
        #expect(judgement.message == "flask is not installed")
    }

    @Test func doesNotGuessTheOrderOfVersionsThatHaveNone() async throws {
        let image = PackageVersionRuleTests.image(python: "2004d")
        #expect(try await image.judge(PackageVersionRule.self, "package: requests\nat-least: 1").verdict == .noData)
        #expect(try await image.judge(PackageVersionRule.self, "package: requests\nexactly: 2004d").verdict == .pass)
    }

    @Test(arguments: [
        "package: a", "package: a\nexactly: 'not a version'", "package: a\nkind: pypi\nexactly: 1-2-3", "exactly: 1",
    ])
    func refusesOtherParameters(yaml: String) {
        #expect(throws: PolicyError.self) { try PackageVersionRule(RuleParameters(yaml: yaml)) }
    }
}
