import Testing

@testable import ImageLedger
@testable import ImagePackages
@testable import ImagePolicy
@testable import ImageReading
@testable import ImageReports
@testable import ImageWriting

@Suite struct PythonLicenseTests {
    private func license(
        expression: String? = nil, _ license: String? = nil, classifiers: [String] = [], files: [String] = []
    ) -> PackageLicense {
        var fields = PythonFields()
        fields.licenseExpression = expression
        fields.license = license
        fields.classifiers = classifiers + ["Programming Language :: Python"]
        return PythonLicense(fields: fields, files: files.map { Array($0.utf8) }).read()
    }

    @Test func believesAnExpressionBeforeAllElse() {
        let found = license(
            expression: "mit or GPL-2.0+", "BSD", classifiers: ["License :: OSI Approved :: Apache Software License"])
        #expect(found.expression?.description == "MIT OR GPL-2.0-or-later")
        #expect(!found.isHeuristic && found.kind == .declared)
        #expect(found.statements == ["mit or GPL-2.0+", "BSD", "License :: OSI Approved :: Apache Software License"])
    }

    @Test(arguments: [
        ("MIT", "MIT", false), ("Apache-2.0", "Apache-2.0", false), ("MIT License", "MIT", true),
        ("Apache 2.0", "Apache-2.0", true), ("Apache License, Version 2.0", "Apache-2.0", true),
        ("BSD 3-Clause License", "BSD-3-Clause", true), ("GPLv3+", "GPL-3.0-or-later", true),
        ("LGPLv2.1", "LGPL-2.1-only", true), ("GNU GPLv2 or any later version", "GPL-2.0-or-later", true),
        ("PSF", "PSF-2.0", true), ("MPL 2.0", "MPL-2.0", true),
        ("BSD", "LicenseRef-BSD", false), ("Dual License", "LicenseRef-Dual-License", false),
    ])
    func understandsTheFreeField(_ text: String, _ expected: String, _ isHeuristic: Bool) {
        let found = license(text)
        #expect(found.expression?.description == expected)
        #expect(found.isHeuristic == isHeuristic)
    }

    @Test(arguments: [
        ("MIT License", "MIT"), ("GNU General Public License v3 or later (GPLv3+)", "GPL-3.0-or-later"),
        ("GNU Affero General Public License v3", "AGPL-3.0-only"), ("Mozilla Public License 2.0 (MPL 2.0)", "MPL-2.0"),
        ("GNU Lesser General Public License v2 or later (LGPLv2+)", "LGPL-2.1-or-later"),
        ("Python Software Foundation License", "PSF-2.0"), ("BSD License", "LicenseRef-BSD-License"),
    ])
    func understandsClassifiers(_ name: String, _ expected: String) {
        let found = license(classifiers: ["License :: OSI Approved", "License :: OSI Approved :: \(name)"])
        #expect(found.expression?.description == expected)
        #expect(found.isHeuristic)
    }

    @Test func readsTheFilesWhereTheFieldsAreAmbiguous() {
        let text = """
            Copyright (c) 2017 Somebody
            Redistribution and use in source and binary forms, with or without
            modification, are permitted provided that: neither the name of ... may be used
            to endorse or promote products derived from this software
            """
        let found = license("BSD", classifiers: ["License :: OSI Approved :: BSD License"], files: [text])
        #expect(found.expression?.description == "BSD-3-Clause")
        #expect(found.kind == .concluded && found.isHeuristic)
        #expect(found.copyrights == ["Copyright (c) 2017 Somebody"])
    }

    @Test func keepsWhatItDoesNotUnderstand() throws {
        let found = license("Our own", files: ["Do as we say."])
        let reference = try #require(found.references.first)
        #expect(reference.name == "Our own" && reference.text == "Do as we say.")
        #expect(found.expression?.description == reference.identifier)
        #expect(license().expression == nil)
        #expect(license(String(repeating: "(", count: 1 << 20)).expression != nil)
    }
}
