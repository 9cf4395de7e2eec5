import Testing

@testable import ImageLedger
@testable import ImagePackages
@testable import ImagePolicy
@testable import ImageReading
@testable import ImageReports
@testable import ImageWriting

@Suite struct BillComparisonTests {
    private func package(_ name: String, _ version: String, _ kind: Package.Kind = .deb) -> Package {
        Package(
            name: name, version: version, kind: kind,
            purl: PackageURL(type: kind.rawValue, namespace: nil, name: name, version: version))
    }

    private func bill(_ purls: [String?]) -> BillOfMaterials {
        var bill = BillOfMaterials(format: "SPDX-2.3")
        bill.components = purls.map { BillOfMaterials.Component(name: $0 ?? "unnamed", purl: $0) }
        return bill
    }

    @Test func findsWhatIsAbsentUnlistedAndOfAnotherVersion() {
        let comparison = BillComparison(
            bill([
                "pkg:deb/debian/a@1%3A2-1?arch=amd64", "pkg:deb/debian/b@1", "pkg:deb/debian/gone@1",
                "pkg:pypi/some-thing@1.0", "pkg:npm/left-pad@1", nil, "no purl",
                "pkg:deb/debian/e@2?epoch=1",
            ]),
            with: [
                package("a", "1:2-1"), package("b", "2"), package("new", "1"), package("Some_Thing", "1.0.0", .pypi),
                package("e", "1:2"),
            ])
        #expect(comparison.sameCount == 3)
        #expect(comparison.absent.map(\.name) == ["pkg:deb/debian/gone@1"])
        #expect(comparison.unlisted.map(\.name) == ["new"])
        #expect(
            comparison.otherVersions == [
                BillComparison.OtherVersion(type: "deb", name: "b", listed: ["1"], present: ["2"])
            ])
        #expect(comparison.ignoredCount == 3)
        #expect(!comparison.isSame)
    }

    @Test func takesOneListingForSeveralEnvironments() {
        let comparison = BillComparison(
            bill(["pkg:pypi/x@1"]), with: [package("x", "1", .pypi), package("x", "1", .pypi)])
        #expect(comparison.isSame && comparison.sameCount == 2)
    }

    @Test(.timeLimit(.minutes(10)), arguments: [Package.Kind.deb, .pypi])
    func findsVersionsAmongThousands(_ kind: Package.Kind) {
        let count = 4000
        var bill = BillOfMaterials(format: "SPDX")
        let packages = (0..<count).map { number in
            // 1.0 and 1.00 are one version to dpkg, 1 and 1.0 one to Python.
            bill.components.append(
                BillOfMaterials.Component(
                    name: "a", version: nil,
                    purl: "pkg:\(kind.rawValue)/debian/a@\(number).\(kind == .deb ? "00" : "0.0")"))
            let version = "\(number + 1).0"
            return Package(
                name: "a", version: version, kind: kind,
                purl: PackageURL(type: kind.rawValue, namespace: "debian", name: "a", version: version))
        }
        let comparison = BillComparison(bill, with: packages)
        #expect(comparison.sameCount == count - 1)
        #expect(comparison.otherVersions.map(\.present) == [["\(count).0"]])
        #expect(comparison.otherVersions.first?.listed.count == 1)
    }
}
