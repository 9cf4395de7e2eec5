import Testing

@testable import ImageLedger
@testable import ImagePackages
@testable import ImagePolicy
@testable import ImageReading
@testable import ImageReports
@testable import ImageWriting

@Suite struct PackagePresentRuleTests {
    private let image: PolicyImage = {
        var image = PolicyImage()
        image.layer("RUN apt-get install curl") { tar in
            tar.add(packages: ["curl": "7.88.1-10", "libcurl4": "7.88.1-10"])
            tar.add(wheel: "flask", "3.1.0")
        }
        return image
    }()

    @Test func wantsEveryPackage() async throws {
        #expect(
            try await image.judge(PackagePresentRule.self, "package: [curl, flask]").message
                == "installed: curl 7.88.1-10, flask 3.1.0")
        let judgement = try await image.judge(PackagePresentRule.self, "package: [curl, git, wget]")
        #expect(judgement.verdict == .fail)
        #expect(judgement.message == "not installed: git, wget")
        #expect(judgement.evidence.map(\.kind) == [.package])
    }

    @Test func looksOnlyForTheKind() async throws {
        #expect(try await image.judge(PackagePresentRule.self, "package: flask\nkind: deb").verdict == .fail)
        #expect(try await image.judge(PackagePresentRule.self, "package: lib*\nkind: deb").verdict == .pass)
    }
}
