import ImageLedger
import ImagePackages
import ImageReading

/// The licenses of a bill (the profile of simple licensing): expressions, each once, and texts of what no list has.
struct SPDX3Licenses {
    /// SimpleLicensing/LicenseExpression.
    struct Expression: SPDX3Identified {
        let type = "simplelicensing_LicenseExpression"
        let spdxId: String
        let creationInfo = SPDX3Names.creation
        let expression: String
        let listVersion = SPDXLicenseList.version
        let texts: [Entry]?

        enum CodingKeys: String, CodingKey {
            case type, spdxId, creationInfo
            case expression = "simplelicensing_licenseExpression"
            case listVersion = "simplelicensing_licenseListVersion"
            case texts = "simplelicensing_customIdToUri"
        }
    }

    /// Core/DictionaryEntry: the element that an identifier of an expression stands for.
    struct Entry: Encodable {
        let type = "DictionaryEntry"
        let key: String
        let value: String
    }

    /// SimpleLicensing/SimpleLicensingText.
    struct Text: SPDX3Identified {
        let type = "simplelicensing_SimpleLicensingText"
        let spdxId: String
        let creationInfo = SPDX3Names.creation
        let name: String
        let text: String

        enum CodingKeys: String, CodingKey {
            case type, spdxId, creationInfo, name
            case text = "simplelicensing_licenseText"
        }
    }

    /// Expressions, then texts.
    let all: [any SPDX3Identified]
    /// The name of the license of the document's data.
    let data: String

    private let names: SPDX3Names

    init(_ bill: SoftwareBill, _ names: SPDX3Names) {
        self.names = names
        var expressions = [
            "CC0-1.0": Expression(spdxId: names.of("License", "CC0-1.0"), expression: "CC0-1.0", texts: nil)
        ]
        data = names.of("License", "CC0-1.0")
        let listed = Set(bill.licenseTexts.map(\.identifier))
        for expression in bill.packages.compactMap(\.license?.expression) {
            let text = expression.description
            guard expressions[text] == nil else { continue }
            let custom = Set(expression.terms.map(\.identifier)).intersection(listed).sorted()
            expressions[text] = Expression(
                spdxId: names.of("License", text), expression: text,
                texts: custom.isEmpty ? nil : custom.map { Entry(key: $0, value: names.of("LicenseText", $0)) })
        }
        let texts = bill.licenseTexts.map { license in
            Text(
                spdxId: names.of("LicenseText", license.identifier), name: license.name,
                text: license.text ?? SPDXDocument.missingText)
        }
        all = expressions.sorted { $0.key < $1.key }.map(\.value) + texts
    }

    /// The name of an expression.
    func name(of expression: LicenseExpression) -> String { names.of("License", expression.description) }
}
