import ImageLedger
import ImagePackages
import ImageReading
import ImageWriting

/// A bill as SPDX 2.3 in JSON; sections in comments are those of that specification.
struct SPDXDocument {
    private static let version = "SPDX-2.3"

    /// What stands for the text of a license that no package carries.
    static let missingText = "The package names this license but does not carry its text."

    let creation: BillCreation
    var bill: SoftwareBill { creation.bill }

    init(_ creation: BillCreation) { self.creation = creation }

    func write(to sink: (String) throws -> Void) throws {
        let files = bill.files ?? []
        let licenses = bill.licenseTexts + SPDXExpression.laterVersions(in: bill)
        try JSONText.document(
            [
                "spdxVersion": .value(SPDXDocument.version),
                "dataLicense": .value("CC0-1.0"),
                "SPDXID": .value(SPDXIdentifier.document),
                "name": .value(creation.name),
                // 6.5: a URI of its own for each document, without a fragment.
                "documentNamespace": .value(
                    "https://spdx.org/spdxdocs/imagescan-\(creation.uuid(SPDXDocument.version))"),
                "creationInfo": .value(CreationInformation(creation)),
                "documentDescribes": .value([SPDXIdentifier.image]),
                "packages": .list(SPDXPackages(bill).all.lazy.map { $0 as any Encodable }),
                "files": .list(bill.files == nil ? nil : files.lazy.map { File($0) as any Encodable }),
                "relationships": .list(SPDXRelationships(bill).all.lazy.map { $0 as any Encodable }),
                "hasExtractedLicensingInfos": .list(
                    licenses.isEmpty ? nil : licenses.lazy.map { LicensingInformation($0) as any Encodable }),
            ], to: sink)
    }

    private struct CreationInformation: Encodable {
        let created: String
        let creators: [String]
        let licenseListVersion: String
        let comment: String

        init(_ creation: BillCreation) {
            created = creation.created
            creators = ["Tool: \(BillCreation.toolName)-\(ImageKitVersion.number)"]
            // 6.7: major and minor only.
            licenseListVersion = SPDXLicenseList.version.split(separator: ".").prefix(2).joined(separator: ".")
            comment = SPDXDocument.statement(creation.bill)
        }
    }

    /// What the document is complete in, and what not.
    static func statement(_ bill: SoftwareBill) -> String {
        var text =
            "Made from the finished image (post-build). Packages are those that package managers recorded; "
        text += "the list of these is complete. "
        if bill.files != nil {
            text += "All live regular files are listed. "
        } else {
            text += "\(bill.unownedSize) bytes are in files outside packages, which are not listed. "
        }
        text +=
            bill.edges == nil
            ? "Dependencies were not recorded. "
            : "Dependencies are those that the packages declare and that are satisfied in the image, and shared libraries "
                + "of packages that Python's packages are linked to; NONE means that a package needs no other, NOASSERTION that "
                + "what it needs was not read. "
        text += bill.isVerified ? "Every digest was verified." : "Digests were not verified."
        return text
    }

    /// Section 8.
    private struct File: Encodable {
        let SPDXID: String
        let fileName: String
        let checksums: [SPDXChecksum]
        let licenseConcluded = SPDXValue.noAssertion
        let copyrightText = SPDXValue.noAssertion

        init(_ file: SoftwareBill.File) {
            SPDXID = SPDXIdentifier.of(file)
            // 8.1: relative to the root of what is described.
            fileName = "." + file.path
            checksums = file.hashes.map(SPDXChecksum.init)
        }
    }

    /// Section 10.
    private struct LicensingInformation: Encodable {
        let licenseId: String
        let name: String
        let extractedText: String

        init(_ license: SoftwareBill.LicenseText) {
            licenseId = license.identifier
            name = license.name
            extractedText = license.text ?? SPDXDocument.missingText
        }
    }
}

/// Section 7.10 and 8.4.
struct SPDXChecksum: Encodable {
    let algorithm: String
    let checksumValue: String

    init(_ hash: SoftwareBill.Hash) {
        // SPDX writes SHA1, CycloneDX SHA-1.
        algorithm = hash.algorithm.split(separator: "-").joined()
        checksumValue = hash.hex
    }
}

/// Words that stand for a value.
enum SPDXValue {
    /// Nothing is said.
    static let noAssertion = "NOASSERTION"
    /// There is none.
    static let none = "NONE"

    /// 7.5: `Person: name (email)`.
    static func text(_ party: Party?) -> String {
        guard let party else { return noAssertion }
        let kind = party.kind == .person ? "Person" : "Organization"
        return "\(kind): \(party.name)" + (party.email.map { " (\($0))" } ?? "")
    }
}

/// The names of elements: `SPDXRef-`, letters, digits, `.` and `-` (7.2).
enum SPDXIdentifier {
    static let document = "SPDXRef-DOCUMENT"
    static let image = "SPDXRef-Image"
    static let distribution = "SPDXRef-OperatingSystem"

    static func of(_ layer: SoftwareBill.Layer) -> String { "SPDXRef-Layer-\(layer.index)" }
    static func of(_ package: SoftwareBill.Package) -> String { "SPDXRef-Package-\(package.identifier)" }
    static func of(_ file: SoftwareBill.File) -> String { "SPDXRef-\(file.identifier)" }

    static func of(_ source: SoftwareBill.Package.Source) -> String {
        let digest = Digest.of(Array(source.purl.description.utf8), algorithm: .sha256).hex
        return "SPDXRef-Source-\(LicenseTerm.referenceName(source.name).prefix(64))-\(digest.prefix(12))"
    }
}
