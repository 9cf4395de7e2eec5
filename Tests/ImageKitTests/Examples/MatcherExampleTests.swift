import ImagePackages
import ImageReading
import Testing

@testable import ImageLedger
@testable import MatcherExample

/// A matcher outside of the library, which only reads an inventory.
@Suite struct MatcherExampleTests {
    private func package(_ purl: String) throws -> Package {
        let purl = try PackageURL(purl)
        return Package(
            name: purl.name, version: purl.version ?? "", kind: Package.Kind(rawValue: purl.type), purl: purl)
    }

    @Test(arguments: [
        ("pkg:deb/debian/libssl3 <3.0.16", "pkg:deb/debian/libssl3@3.0.16~rc1", true),
        ("pkg:deb/debian/libssl3 <3.0.16", "pkg:deb/debian/libssl3@3.0.16", false),
        ("pkg:deb/debian/libssl3 <3.0.16", "pkg:deb/ubuntu/libssl3@3.0.15", false),
        ("pkg:pypi/Jinja2 >=3 <3.1.6", "pkg:pypi/jinja2@3.1.6rc1", true),
        ("pkg:pypi/Jinja2 >=3 <3.1.6", "pkg:pypi/jinja2@2.11", false),
        ("pkg:pypi/jinja2 =3.1", "pkg:pypi/jinja2@3.1.0", true),
        ("pkg:pypi/jinja2 <=3.1", "pkg:pypi/jinja2@3.1.1", false),
        ("pkg:apk/alpine/musl >1.2.5-r0", "pkg:apk/alpine/musl@1.2.5-r10", true),
        ("pkg:pypi/jinja2 <3.1", "pkg:pypi/jinja2@not-a-version", true),
        ("pkg:pypi/jinja2", "pkg:pypi/jinja2@3", true),
        ("pkg:pypi/jinja2", "pkg:pypi/jinja@3", false),
    ])
    func comparesVersionsAsThePackageManagerDoes(_ line: String, _ purl: String, _ isForbidden: Bool) throws {
        #expect(try ForbiddenPackage(line).matches(package(purl)) == isForbidden)
    }

    @Test(arguments: ["", "pkg:pypi/jinja2 3.1", "jinja2", "pkg:pypi/jinja2 <3 ~4"])
    func refusesALine(_ line: String) {
        #expect(throws: (any Error).self) { try ForbiddenPackage(line) }
    }

    @Test func findsPackagesOfAnImage() async throws {
        let list = try ["pkg:pypi/click <9", "pkg:pypi/tabulate >1", "pkg:deb/debian/netbase"].map {
            try ForbiddenPackage($0)
        }
        let analysis = try await ImageAnalyzer().analyze(ImageArchive(path: Repository.fixture("demo.oci.tar")).image())
        let found = analysis.inventory.forbidden(by: list)
        #expect(Set(found.map(\.package.name)) == ["click", "netbase"])
        #expect(found.first { $0.package.name == "click" }?.line == "pkg:pypi/click <9")
    }
}
