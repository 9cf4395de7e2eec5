import Testing

@testable import ImageLedger
@testable import ImagePackages
@testable import ImagePolicy
@testable import ImageReading
@testable import ImageReports
@testable import ImageWriting

@Suite struct NoAptListsRuleTests {
    private static let list = "var/lib/apt/lists/deb.debian.org_Packages"

    private func image(removedLater: Bool? = nil) -> PolicyImage {
        var image = PolicyImage()
        image.layer("RUN apt-get update") { tar in
            tar.add(file: "var/lib/apt/lists/lock")
            tar.add(directory: "var/lib/apt/lists/partial")
            tar.add(file: "var/cache/apt/pkgcache.bin", "12345")
            if removedLater != nil { tar.add(file: NoAptListsRuleTests.list, String(repeating: "x", count: 2000)) }
        }
        if removedLater == true {
            image.layer("RUN rm") { $0.add(file: "var/lib/apt/lists/.wh.deb.debian.org_Packages") }
        }
        return image
    }

    @Test func passesWithItsLockAlone() async throws {
        #expect(try await image().judge(NoAptListsRule.self).verdict == .pass)
        let caches = try await image().judge(NoAptListsRule.self, "caches: true")
        #expect(caches.evidence.map(\.subject) == ["/var/cache/apt/pkgcache.bin"])
    }

    @Test func namesEachList() async throws {
        let judgement = try await image(removedLater: false).judge(NoAptListsRule.self)
        #expect(judgement.verdict == .fail)
        #expect(judgement.evidence.map(\.subject) == ["/" + NoAptListsRuleTests.list])
        #expect(judgement.evidence.first?.detail == "2.00 kB; mode 0644, owner 0:0")
    }

    @Test func countsWhatALayerStillHolds() async throws {
        let judgement = try await image(removedLater: true).judge(NoAptListsRule.self)
        #expect(judgement.verdict == .fail)
        #expect(
            judgement.evidence
                == [Evidence(.file, "/var/lib/apt/lists", "1 deleted file of 2.00 kB still in the layer", layer: 0)])
        let tree = try await image(removedLater: true).judge(NoAptListsRule.self, "in: tree")
        #expect(tree.verdict == .pass)
        #expect(tree.message == "no package lists of apt; layers below still hold 2.00 kB")
    }
}
