import ImageReading

/// Reads the license of a Python distribution from its metadata and license files.
///
/// The first of these that says something counts:
/// 1. `License-Expression` (PEP 639), where it is an SPDX expression;
/// 2. `License`, where it is an SPDX expression, or a name that ``PythonLicenseNames`` has (a guess);
/// 3. the classifiers, where each is one that stands for one license (a guess; several are taken to hold together);
/// 4. phrases of `License`, where it is a whole text, and of the license files (a guess);
/// 5. whatever there is, each unknown name as a `LicenseRef`.
struct PythonLicense {
    let fields: PythonFields
    /// The contents of the license files.
    let files: [[UInt8]]

    func read() -> PackageLicense {
        var license = PackageLicense()
        license.statements =
            ([fields.licenseExpression, fields.license].compactMap(\.self) + classifiers).map(PythonLicense.shortened)
        var copyrights = CopyrightLines()
        for file in files { copyrights.append(text: file) }
        license.copyrights = copyrights.lines

        if let text = fields.licenseExpression, let expression = LicenseExpression(text) {
            license.expression = expression
        } else if let text = fields.license, let expression = LicenseExpression(text) {
            license.expression = expression
        } else if let expression = fields.license.flatMap(PythonLicenseNames.expression) ?? byClassifiers {
            license.expression = expression
            license.isHeuristic = true
        } else if let expression = recognized {
            license.expression = expression
            license.kind = .concluded
            license.isHeuristic = true
        } else {
            describe(in: &license)
        }
        return license
    }

    /// The classifiers of licenses without those that only say that there is one.
    private var classifiers: [String] {
        let named = fields.classifiers.filter { classifier in
            classifier.hasPrefix("License ::") && PythonLicense.name(of: classifier) != "OSI Approved"
        }.uniqued
        guard named.count > PackageLicense.referenceLimit else { return named }
        return named.prefix(PackageLicense.referenceLimit)
            + ["more than \(PackageLicense.referenceLimit) classifiers, the rest is left out"]
    }

    private static func name(of classifier: String) -> String {
        let last = classifier.split(separator: ":").last.map(String.init) ?? ""
        return String(decoding: last.utf8.trimmingSpaces, as: UTF8.self)
    }

    private static func shortened(_ text: String) -> String {
        let line = text.split(separator: "\n", maxSplits: 1).first.map(String.init) ?? ""
        return line.count > 200 ? line.prefix(199) + "…" : line
    }

    private var byClassifiers: LicenseExpression? {
        let known = classifiers.map { PythonLicenseNames.expression(PythonLicense.name(of: $0)) }
        guard known.allSatisfy({ $0 != nil }) else { return nil }
        return LicenseExpression.all(of: known.compactMap(\.self))
    }

    private var recognized: LicenseExpression? {
        let texts = (isText ? [Array((fields.license ?? "").utf8)] : []) + files
        return LicenseExpression.all(of: texts.flatMap { LicensePhrases.licenses(in: $0) })
    }

    /// Whether `License` is a text, not a name.
    private var isText: Bool { fields.license.map { $0.utf8.count > 200 || $0.contains("\n") } ?? false }

    private func describe(in license: inout PackageLicense) {
        var nodes: [LicenseExpression] = []
        func note(_ name: String, _ body: LicenseBody?) {
            let reference = LicenseReference(name: name, body: body)
            if license.reference(of: reference.term) == nil { license.references.append(reference) }
            nodes.append(LicenseExpression(reference.term))
        }
        let fileText = LicenseBody(files.isEmpty ? nil : files.map { DisplayText.decoded($0) }.joined(separator: "\n"))
        if let written = fields.licenseExpression ?? fields.license {
            let name = isText ? "text" : PythonLicense.shortened(written)
            note(name, isText ? LicenseBody(written) : fileText)
        } else if classifiers.isEmpty {
            if fileText != nil { note("license-file", fileText) }
        } else {
            license.isHeuristic = true
            for name in classifiers.map(PythonLicense.name) {
                if let known = PythonLicenseNames.expression(name) {
                    nodes.append(known)
                } else {
                    note(name, fileText)
                }
            }
        }
        license.expression = LicenseExpression.all(of: nodes)
    }
}
