import Testing

@testable import ImageLedger
@testable import ImagePackages
@testable import ImagePolicy
@testable import ImageReading
@testable import ImageReports
@testable import ImageWriting

@Suite struct FewerPackagesRuleTests {
    private static let before: PolicyImage = {
        var image = PolicyImage()
        image.layer("RUN") { tar in
            tar.add(packages: ["a": "1", "b": "1", "c": "1", "d": "1"])
            tar.add(wheel: "flask", "1")
        }
        return image
    }()
    private static let after: PolicyImage = {
        var image = PolicyImage()
        image.layer("RUN") { tar in
            tar.add(packages: ["a": "1"])
            tar.add(wheel: "flask", "1")
        }
        return image
    }()

    @Test(arguments: [
        ("by: 75%\nkind: deb", true), ("by: 75.1%\nkind: deb", false), ("by: 60%", true), ("by: 61%", false),
        ("by: 1%\nkind: pypi", false),
    ])
    func countsByKind(yaml: String, holds: Bool) async throws {
        let judgement = try await FewerPackagesRuleTests.after.judge(
            FewerPackagesRule.self, yaml, before: FewerPackagesRuleTests.before)
        #expect(judgement.verdict == (holds ? .pass : .fail))
    }

    @Test func saysHowMany() async throws {
        let less = try await FewerPackagesRuleTests.after.judge(
            FewerPackagesRule.self, "by: 75%\nkind: deb", before: FewerPackagesRuleTests.before)
        #expect(less.message == "1 deb package instead of 4, 75.0 % fewer")
        let more = try await FewerPackagesRuleTests.before.judge(
            FewerPackagesRule.self, "by: 10%", before: FewerPackagesRuleTests.after)
        #expect(more.message == "5 packages instead of 2, 150.0 % more; the claim is 10.0 % fewer")
    }

    /// Nothing is fewer where nothing was read.
    @Test func hasNoDataWhereSystemPackagesAreNotRead() async throws {
        var image = PolicyImage()
        image.layer("ADD fedora") { tar in
            tar.add(file: "etc/os-release", "ID=fedora\n")
            tar.add(file: "usr/lib/sysimage/rpm/rpmdb.sqlite", "x")
        }
        let judgement = try await image.judge(FewerPackagesRule.self, "by: 1%", before: FewerPackagesRuleTests.before)
        #expect(judgement.verdict == .noData && judgement.message.contains("rpm"))
        let gate = SizeGate(.maximumPackages(10))
        #expect(
            gate.failure(try await image.analysis(for: []))?.contains("the number of packages is not known") == true)
    }

    @Test func hasNoDataWithNothingToCompare() async throws {
        #expect(try await FewerPackagesRuleTests.after.judge(FewerPackagesRule.self, "by: 1%").verdict == .noData)
        let empty = PolicyImage()
        #expect(
            try await FewerPackagesRuleTests.after.judge(FewerPackagesRule.self, "by: 1%", before: empty).verdict
                == .noData)
    }

    @Test(arguments: ["", "by: 5", "by: 101%"])
    func refusesOtherParameters(yaml: String) {
        #expect(throws: PolicyError.self) { try FewerPackagesRule(RuleParameters(yaml: yaml)) }
    }
}
