import Foundation
import Testing

@testable import ImageAdvisories
@testable import ImageLedger
@testable import ImagePackages
@testable import ImageReading

/// What a newer base fixes, where something proves it.
@Suite struct BaseUpgradeTests {
    private let trial: AdvisoryTrial

    init() throws { trial = try AdvisoryTrial() }

    /// An image of two layers, the lower one being the base's: `x` and `y` of the base, `z` of its own.
    private static func image(_ versions: [String], command: Bool = true) async throws -> ImageAnalysis {
        func status(_ names: [String]) -> String {
            zip(names, versions).map {
                "Package: \($0)\nStatus: install ok installed\nArchitecture: amd64\nVersion: \($1)\n\n"
            }.joined()
        }
        var (base, own) = (TarBuilder(), TarBuilder())
        base.add("etc/os-release", "ID=debian\nVERSION_ID=\"12\"\nVERSION_CODENAME=bookworm\n")
        base.add("var/lib/dpkg/status", status(["x", "y"]))
        own.add("var/lib/dpkg/status", status(["x", "y", "z"]))
        var configuration = ImageConfiguration()
        configuration.history = [("ADD rootfs", false), ("CMD [\"bash\"]", true), ("RUN apt-get install z", false)].map
        {
            var step = ImageConfiguration.History()
            step.createdBy = $0
            step.emptyLayer = $1
            return step
        }
        if !command { configuration.history = nil }
        return try await ImageAnalyzer().analyze(
            TestImage.image([base.archive, own.archive], configuration: configuration))
    }

    private static let files = [
        "a.jsonl": [
            ("A", "x", ",{\"fixed\":\"2\"}"), ("B", "y", ",{\"fixed\":\"3\"}"), ("C", "y", ""),
            ("D", "z", ",{\"fixed\":\"2\"}"),
        ]
        .map { AdvisoryTrial.osv($0, "Debian:12", $1, events: "{\"introduced\":\"0\"}\($2)") }.joined(separator: "\n")
    ]

    @Test func aNewerBaseProvesIt() async throws {
        let found = try trial.find(BaseUpgradeTests.files, in: await BaseUpgradeTests.image(["1", "1", "1"]))
        #expect(found.findings.count { $0.isOfBase == true } == 3)
        let newer = try trial.find(
            BaseUpgradeTests.files, in: await AdvisoryTrial.image([("x", "x", "2"), ("y", "y", "2")]))
        let upgrade = try #require(BaseUpgrade(of: found, newer: newer, named: "new.tar"))
        #expect(upgrade.fixes == 1 && upgrade.of == 3 && upgrade.basis == "new.tar")
        // What the data does not cover was not fixed.
        let other = try trial.find(
            BaseUpgradeTests.files, in: await AdvisoryTrial.image([("x", "x", "2")], release: "13"))
        #expect(BaseUpgrade(of: found, newer: other, named: "new.tar")?.fixes == 0)
    }

    @Test func listsOfAptProveIt() async throws {
        let image = try await BaseUpgradeTests.image(["1", "1", "1"])
        let found = try trial.find(BaseUpgradeTests.files, in: image)
        let list = ["x": "2", "y": "2", "z": "2"].map { "Package: \($0)\nVersion: \($1)\nArchitecture: amd64\n\n" }
            .joined()
        let index = AptIndex(
            Array(list.utf8), file: "Packages", release: AptRelease(), names: ["x", "y", "z"])
        let upgrades = AptUpgrade.all(of: image.inventory.packages, in: [index])
        let upgrade = try #require(BaseUpgrade(of: found, upgrades: upgrades))
        #expect(upgrade.fixes == 1 && upgrade.of == 3 && upgrade.basis == "apt's lists")
        #expect(BaseUpgrade(of: found, upgrades: [])?.fixes == 0)
    }

    @Test func nothingIsSaidWhereTheBaseIsNotKnown() async throws {
        let image = try await BaseUpgradeTests.image(["1", "1", "1"], command: false)
        let found = try trial.find(BaseUpgradeTests.files, in: image)
        #expect(!found.findings.isEmpty && BaseUpgrade(of: found, upgrades: []) == nil)
    }
}
