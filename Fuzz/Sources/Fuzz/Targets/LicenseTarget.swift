@testable import ImageLedger
@testable import ImagePackages
@testable import ImagePolicy
@testable import ImageReading
@testable import ImageReports
@testable import ImageWriting

/// Reads licences: a copyright file, the fields and files of a Python distribution, and an expression.
enum LicenseTarget: FuzzTarget {
    static func run(_ input: FuzzInput) throws {
        expectReadBack(DebianCopyright(input.bytes).license)
        let sections = input.sections
        let metadata = PythonMetadata(sections[0])
        var fields = PythonFields()
        fields.licenseExpression = metadata.fields.first { $0.name == "License-Expression" }?.value
        fields.license = metadata.fields.first { $0.name == "License" }?.value
        fields.classifiers = metadata.fields.filter { $0.name == "Classifier" }.map(\.value)
        expectReadBack(PythonLicense(fields: fields, files: Array(sections.dropFirst())).read())
        for line in input.lines.prefix(4) {
            if let expression = LicenseExpression(line) { expectReadBack(expression) }
        }
    }

    private static func expectReadBack(_ license: PackageLicense) {
        if let expression = license.expression { expectReadBack(expression) }
    }

    private static func expectReadBack(_ expression: LicenseExpression) {
        guard expression.terms.count <= LicenseExpression.termLimit, expression.description.utf8.count < 64 << 10 else {
            return
        }
        let again = LicenseExpression(expression.description)
        expect(again == expression, "'\(expression)' is read back as '\(again?.description ?? "")'")
    }
}
