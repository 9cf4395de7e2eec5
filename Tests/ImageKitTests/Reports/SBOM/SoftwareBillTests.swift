import FoundationEssentials
import Testing

@testable import ImageLedger
@testable import ImagePackages
@testable import ImagePolicy
@testable import ImageReading
@testable import ImageReports
@testable import ImageWriting

/// What a bill says of an image, and what of that documents keep.
@Suite struct SoftwareBillTests {
    private static let status = """
        Package: libssl3
        Status: install ok installed
        Architecture: amd64
        Source: openssl (3.0.17-1)
        Version: 3.0.17-1~deb12u2
        Maintainer: Debian OpenSSL Team <pkg-openssl-devel@alioth-lists.debian.net>
        Homepage: https://www.openssl.org/

        Package: curl
        Status: install ok installed
        Architecture: amd64
        Version: 1:7.88.1-10
        Maintainer: Jane Doe <jane@example.org>
        Depends: libssl3 (>= 3.0.0)
        Recommends: netbase
        Homepage: not a page

        Package: netbase
        Status: install ok installed
        Architecture: all
        Version: 6.4


        """

    private static func analysis(withFiles: Bool = false) async throws -> ImageAnalysis {
        var below = TarBuilder()
        below.add("etc/os-release", "ID=debian\nVERSION_ID=12\n")
        below.add("var/lib/dpkg/status", status)
        below.add("var/lib/dpkg/info/curl.list", "/.\n/usr/bin/curl\n")
        below.add("usr/bin/curl", "curl")
        below.add(
            "usr/share/doc/libssl3/copyright",
            "Format: https://www.debian.org/doc/packaging-manuals/copyright-format/1.0/\n\nFiles: *\nCopyright: 1998 Some\nLicense: Odd\n Do as I say.\n"
        )
        let folder = "usr/lib/python3/dist-packages"
        below.add("usr/bin/python3", "")
        var above = TarBuilder()
        above.add(
            "\(folder)/tool-2.0.dist-info/METADATA",
            "Metadata-Version: 2.4\nName: tool\nVersion: 2.0\nLicense-Expression: MIT OR Apache-2.0\nRequires-Dist: dep\n"
        )
        above.add("\(folder)/tool-2.0.dist-info/RECORD", "")
        above.add(
            "\(folder)/tool-2.0.dist-info/direct_url.json",
            #"{"url":"https://user:secret@example.org/tool.git","vcs_info":{"vcs":"git","commit_id":"abc123"}}"#)
        above.add("\(folder)/dep-1.dist-info/METADATA", "Metadata-Version: 2.1\nName: dep\nVersion: 1\nAuthor: A (B)\n")
        above.add("\(folder)/dep-1.dist-info/RECORD", "")
        above.add("\(folder)/dep-1.dist-info/INSTALLER", "pip\n")
        let hash = String(repeating: "ab", count: 32)
        above.add(
            "\(folder)/dep-1.dist-info/direct_url.json",
            #"{"url":"https://example.org/dep-1.zip","archive_info":{"hash":"sha256=\#(hash)"}}"#)
        var options = ScanOptions()
        options.readsLicenses = true
        if withFiles { options.askForFiles() }
        return try await ImageAnalyzer(options: options).analyze(TestImage.image([below.bytes, above.bytes]))
    }

    private static func bill() async throws -> SoftwareBill { try await SoftwareBill(analysis()) }

    private static func package(_ name: String, of bill: SoftwareBill) throws -> SoftwareBill.Package {
        try #require(bill.packages.first { $0.name == name })
    }

    @Test func knowsWhatAPackageIsAndWhereItComesFrom() async throws {
        let bill = try await SoftwareBillTests.bill()
        let ssl = try SoftwareBillTests.package("libssl3", of: bill)
        #expect(ssl.supplier?.name == "Debian")
        #expect(ssl.originator?.kind == .organization)
        #expect(ssl.originator?.email == "pkg-openssl-devel@alioth-lists.debian.net")
        #expect(
            ssl.source?.purl.description == "pkg:deb/debian/openssl@3.0.17-1?arch=source&distro=debian-12")
        #expect(ssl.purl?.qualifiers["upstream"] == "openssl@3.0.17-1")
        #expect(ssl.platformNames.first == "cpe:2.3:a:openssl:openssl:3.0.17:*:*:*:*:*:*:*")
        #expect(ssl.homepage == "https://www.openssl.org/")
        let reference = try #require(ssl.license?.expression?.description)
        #expect(reference.hasPrefix("LicenseRef-Odd-"))
        #expect(bill.licenseTexts.map(\.identifier) == [reference])
        #expect(bill.licenseTexts.first?.text?.contains("Do as I say.") == true)
        let curl = try SoftwareBillTests.package("curl", of: bill)
        #expect(curl.originator == Party("Jane Doe <jane@example.org>"))
        #expect(curl.originator?.kind == .person)
        #expect(curl.homepage == nil)
        #expect(curl.layer == 0)
        let tool = try SoftwareBillTests.package("tool", of: bill)
        #expect(tool.layer == 1)
        #expect(tool.origin?.url == "git+https://example.org/tool.git")
        #expect(tool.origin.flatMap(WebAddress.downloadLocation) == "git+https://example.org/tool.git@abc123")
        #expect(tool.supplier?.name == "example.org")
        let dependency = try SoftwareBillTests.package("dep", of: bill)
        #expect(dependency.hashes == [SoftwareBill.Hash(name: "sha256", value: String(repeating: "ab", count: 32))])
        #expect(dependency.supplier?.name == "A B")
    }

    @Test func knowsWhatNeedsWhat() async throws {
        let bill = try await SoftwareBillTests.bill()
        let edges = try #require(bill.edges).map {
            "\(bill.packages[$0.from].name) \($0.kind.rawValue) \(bill.packages[$0.to].name)"
        }
        #expect(edges.contains("curl depends libssl3"))
        #expect(edges.contains("curl recommends netbase"))
        #expect(edges.contains("tool requires dep"))
        let roots = BillCreation(bill, created: nil).roots.map { bill.packages[$0].name }
        #expect(roots.contains("curl"))
        #expect(roots.contains("tool"))
        #expect(!roots.contains("libssl3"))
        #expect(!roots.contains("dep"))
    }

    @Test(arguments: [ReportFormat.spdxJSON, .cycloneDXJSON, .cycloneDX17JSON])
    func keepsPackagesThroughItsOwnJSONAndADocument(_ format: ReportFormat) async throws {
        let analysis = try await SoftwareBillTests.analysis()
        let inventory = try InventoryReport(analysis, isDetailed: true).text(as: .json)
        let bill = try SoftwareBill(inventory: Array(inventory.utf8), name: "inventory.json")
        #expect(bill == SoftwareBill(analysis))
        let text = Array(try BillReport([bill]).text(as: format).utf8)
        let components =
            try format == .spdxJSON
            ? JSONDocument.decode(SPDXPredicate.self, from: text, name: "a").bill.components
            : JSONDocument.decode(CycloneDXPredicate.self, from: text, name: "a").bill.components
        for package in bill.packages {
            let component = BillOfMaterials.Component(
                name: package.name, version: package.version, purl: package.matchedPurl?.description,
                license: package.license?.expression?.description)
            #expect(components.contains(component), "\(component)")
        }
        var read = BillOfMaterials(format: "")
        read.components = components
        #expect(BillComparison(read, with: analysis.inventory.packages).isSame)
    }

    @Test func namesSourcesWhereScannersLook() async throws {
        let bill = try await SoftwareBillTests.bill()
        let spdx = try BillReport([bill]).text(as: .spdxJSON)
        #expect(spdx.contains("\"built package from: openssl 3.0.17-1\""))
        // As an external reference a source package would count as installed.
        #expect(!spdx.contains("\"referenceLocator\" : \"pkg:deb/debian/openssl@3.0.17-1?arch=source"))
        let cycloneDX = try BillReport([bill]).text(as: .cycloneDXJSON)
        for (name, value) in [("SrcName", "openssl"), ("SrcVersion", "3.0.17"), ("SrcRelease", "1")] {
            let property = "\"name\" : \"aquasecurity:trivy:\(name)\",\n          \"value\" : \"\(value)\""
            #expect(cycloneDX.contains(property), "\(property)")
        }
    }

    @Test func tellsWhichLayerAndWhichSource() async throws {
        let bill = try await SoftwareBillTests.bill()
        let text = Array(try BillReport([bill]).text(as: .spdxJSON).utf8)
        let document = try JSONDocument.decode(Relations.self, from: text, name: "a")
        let tool = SPDXIdentifier.of(try SoftwareBillTests.package("tool", of: bill))
        let ssl = try SoftwareBillTests.package("libssl3", of: bill)
        let relations = document.relationships.map {
            "\($0.spdxElementId) \($0.relationshipType) \($0.relatedSpdxElement)"
        }
        #expect(relations.contains("SPDXRef-Layer-1 CONTAINS \(tool)"))
        #expect(!relations.contains("SPDXRef-Layer-0 CONTAINS \(tool)"))
        #expect(relations.contains("SPDXRef-Image CONTAINS \(tool)"))
        #expect(
            relations.contains(
                "\(SPDXIdentifier.of(ssl)) GENERATED_FROM \(try SPDXIdentifier.of(#require(ssl.source)))"))
        #expect(relations.contains("\(SPDXIdentifier.of(ssl)) DEPENDS_ON NONE"))
        #expect(Set(relations).count == relations.count)
    }

    private struct Relations: Decodable {
        struct Relation: Decodable {
            let spdxElementId: String
            let relationshipType: String
            let relatedSpdxElement: String
        }
        let relationships: [Relation]
    }

    @Test func listsFilesOnlyOnRequest() async throws {
        #expect(try await SoftwareBillTests.bill().files == nil)
        let bill = try await SoftwareBill(SoftwareBillTests.analysis(withFiles: true))
        let files = try #require(bill.files)
        let curl = try #require(files.first { $0.path == "/usr/bin/curl" })
        #expect(curl.owner.map { bill.packages[$0].name } == "curl")
        #expect(curl.hashes.map(\.algorithm) == ["SHA-1", "SHA-256"])
        #expect(curl.hashes.first?.hex == "5300d17a1d695bd411e4cdf96f9548c23ced6175")
        #expect(files.map(\.path) == files.map(\.path).sorted())
        #expect(files.count == 13)
    }

    @Test func namesEveryDocumentDifferently() async throws {
        let bill = try await SoftwareBillTests.bill()
        let withFiles = try await SoftwareBill(SoftwareBillTests.analysis(withFiles: true))
        let names = [
            BillCreation(bill, created: nil).uuid("A"), BillCreation(bill, created: nil).uuid("B"),
            BillCreation(bill, created: 1).uuid("A"), BillCreation(withFiles, created: nil).uuid("A"),
        ]
        #expect(Set(names).count == 4)
        #expect(BillCreation(bill, created: nil).uuid("A") == names[0])
        #expect(
            names.allSatisfy {
                $0.wholeMatch(of: /[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}/) != nil
            })
    }

    @Test func refusesDocumentsOfSeveralImages() async throws {
        let bill = try await SoftwareBillTests.bill()
        #expect(throws: ImageError.self) { try BillReport([bill, bill]).text(as: .spdxJSON) }
        #expect(throws: ImageError.self) { try BillReport([]).text(as: .cycloneDXJSON) }
        #expect(throws: ImageError.self) { try BillReport([bill]).text(as: .html) }
        let lines = try BillReport([bill, bill]).text(as: .jsonLines)
        #expect(lines.split(separator: "\n").count == 2 * bill.packages.count)
    }

    @Test(arguments: [
        ("\"to\" : 1", "\"to\" : 99", "dependencies"),
        ("\"identifier\" : \"LicenseRef", "\"identifier\" : \"X", "identifier"),
        ("\"digest\" : \"sha256:", "\"digest\" : \"md5:", "digest"), ("\"packages\" :", "\"pakages\" :", "packages"),
    ])
    func refusesDamagedInventories(_ part: String, _ damage: String, _ reason: String) async throws {
        let inventory = try InventoryReport(await SoftwareBillTests.analysis(), isDetailed: true).text(as: .json)
        let damaged = inventory.replacing(part, with: damage)
        try #require(damaged != inventory)
        let error = #expect(throws: ImageError.self) {
            try SoftwareBill(inventory: Array(damaged.utf8), name: "inventory.json")
        }
        #expect(error?.path == "inventory.json")
        #expect(error?.reason.contains(reason) == true, "\(error?.reason ?? "")")
    }
}
