import Testing

@testable import ImageLedger
@testable import ImagePackages
@testable import ImagePolicy
@testable import ImageReading
@testable import ImageReports
@testable import ImageWriting

/// What apt would upgrade, by apt_preferences(5).
struct AptUpgradeTests {
    private func package(
        _ name: String, _ version: String, _ architecture: String = "amd64", want: String = "install"
    ) -> Package {
        var package = Package(
            name: name, version: version, kind: .deb, architecture: architecture,
            purl: PackageURL(type: "deb", namespace: "debian", name: name, version: version))
        package.debian = DebianFields()
        package.debian?.want = want
        return package
    }

    private func index(
        _ offers: [(name: String, version: String, architecture: String)], _ release: String = "Codename: bookworm\n"
    ) -> AptIndex {
        let text = offers.map { "Package: \($0.name)\nVersion: \($0.version)\nArchitecture: \($0.architecture)\n" }
        return AptIndex(
            Array(text.joined(separator: "\n").utf8), file: "Packages", release: AptRelease(Array(release.utf8)),
            names: Set(offers.map(\.name)))
    }

    private static let backports = "Codename: bookworm-backports\nNotAutomatic: yes\nButAutomaticUpgrades: yes\n"
    private static let experimental = "Codename: experimental\nNotAutomatic: yes\n"
    private static let security = "Label: Debian-Security\nCodename: bookworm-security\n"

    private func upgrades(_ packages: [Package], _ indices: [AptIndex]) -> [String] {
        AptUpgrade.all(of: packages, in: indices).map { "\($0.package.name) \($0.version) \($0.archive)" }
    }

    @Test(arguments: [
        ("1.0-1", "1.0-1", false), ("1.0-1", "1.0-1+b1", true), ("1.0-1~deb12u1", "1.0-1", true),
        ("1:0.1", "9.9", false), ("9.9", "1:0.1", true), ("1.0-1", "1.0-1~bpo12+1", false), ("1.10", "1.9", false),
    ])
    func followsDpkgsOrder(_ installed: String, _ offered: String, _ isUpgrade: Bool) {
        let found = upgrades([package("a", installed)], [index([("a", offered, "amd64")])])
        #expect(found == (isUpgrade ? ["a \(offered) bookworm"] : []))
    }

    @Test func takesTheNewestOfSeveralArchives() {
        let indices = [
            index([("a", "2", "amd64"), ("b", "3", "amd64")]),
            index([("a", "3", "amd64"), ("b", "2", "amd64")], AptUpgradeTests.security),
        ]
        let found = AptUpgrade.all(of: [package("a", "1"), package("b", "1"), package("c", "1")], in: indices)
        #expect(found.map { "\($0.package.name) \($0.version)" } == ["a 3", "b 3"])
        #expect(found.map(\.archive) == ["bookworm-security", "bookworm"])
        // The newer version elsewhere has the security archive's behind it.
        #expect(found.map(\.isSecurity) == [true, true])
        #expect(!AptUpgrade.all(of: [package("b", "2")], in: indices).map(\.isSecurity).contains(true))
    }

    @Test func leavesBackportsAlone() {
        let main = index([("a", "1", "amd64")])
        let backports = index([("a", "2~bpo12+1", "amd64")], AptUpgradeTests.backports)
        #expect(upgrades([package("a", "1")], [main, backports]).isEmpty)
        // What came from backports is upgraded from there.
        #expect(upgrades([package("a", "1.5~bpo12+1")], [main, backports]) == ["a 2~bpo12+1 bookworm-backports"])
        let experimental = index([("a", "3", "amd64")], AptUpgradeTests.experimental)
        #expect(upgrades([package("a", "1")], [main, experimental]).isEmpty)
        #expect(upgrades([package("a", "1.5")], [main, experimental]).isEmpty)
    }

    @Test func tellsArchitecturesApart() {
        let offers = index([("a", "2", "i386"), ("b", "2", "all"), ("c", "2", "amd64")])
        let installed = [package("a", "1"), package("a", "1", "i386"), package("b", "1"), package("c", "1", "all")]
        let found = AptUpgrade.all(of: installed, in: [offers])
        #expect(found.map { "\($0.package.name):\($0.package.architecture ?? "")" } == ["a:i386", "b:amd64", "c:all"])
    }

    @Test func saysWhatIsOnHold() {
        let found = AptUpgrade.all(of: [package("a", "1", want: "hold")], in: [index([("a", "2", "amd64")])])
        #expect(found.map(\.isHeld) == [true])
    }

    @Test func countsForTheRule() async throws {
        let image = TestPolicy.files { TestDatabase.add([("a", "1", []), ("b", "1", []), ("c", "1", [])], to: &$0) }
        let indices = [
            index([("a", "2", "all"), ("b", "1", "all")]), index([("b", "2", "all")], AptUpgradeTests.security),
        ]
        func give(_ input: inout RuleInput) {
            input.upgrades = AptUpgrade.all(of: input.analysis.inventory.packages, in: indices)
        }
        #expect(try await image.judge("no-outstanding-upgrades").verdict == .noData)
        let all = try await image.judge("no-outstanding-upgrades") { give(&$0) }
        #expect(all.verdict == .fail && all.evidence.count == 2)
        #expect(all.evidence.last?.detail == "2 in bookworm-security, a security update")
        let security = try await image.judge("no-outstanding-upgrades", "security-only: true") { give(&$0) }
        #expect(security.evidence.map(\.detail) == ["2 in bookworm-security, a security update"])
        let none = try await image.judge("no-outstanding-upgrades") { $0.upgrades = [] }
        #expect(none.verdict == .pass)
        let held = package("a", "1", want: "hold")
        let onHold = try await image.judge("no-outstanding-upgrades") {
            $0.upgrades = AptUpgrade.all(of: [held], in: indices.map { _ in self.index([("a", "2", "amd64")]) })
        }
        #expect(onHold.verdict == .pass)
    }
}
