import Testing

@testable import ImageLedger
@testable import ImagePackages
@testable import ImagePolicy
@testable import ImageReading
@testable import ImageReports
@testable import ImageWriting

@Suite struct DebianCopyrightTests {
    private static let format = "Format: https://www.debian.org/doc/packaging-manuals/copyright-format/1.0/\n"

    private func license(_ text: String) -> PackageLicense { DebianCopyright(Array(text.utf8)).license }

    private func expression(of name: String) -> String? {
        license(DebianCopyrightTests.format + "\nFiles: *\nCopyright: 2026 A\nLicense: \(name)\n").expression?
            .description
    }

    @Test(arguments: [
        ("GPL-2+", "GPL-2.0-or-later"), ("GPL-2", "GPL-2.0-only"), ("GPLv3+", "GPL-3.0-or-later"),
        ("LGPL-2.1+", "LGPL-2.1-or-later"), ("LGPL", "LGPL-2.0-or-later"), ("AGPL-3", "AGPL-3.0-only"),
        ("GFDL-NIV-1.3+", "GFDL-1.3-no-invariants-or-later"), ("Expat", "MIT"), ("BSD-3-clause", "BSD-3-Clause"),
        ("Artistic", "Artistic-1.0-Perl"), ("Apache-2", "Apache-2.0"), ("GPL-2.0-or-later", "GPL-2.0-or-later"),
        ("GPL-1+ or Artistic, and BSD-3-clause", "(GPL-1.0-or-later OR Artistic-1.0-Perl) AND BSD-3-Clause"),
        ("A, or MIT", "LicenseRef-A OR MIT"), ("LGPLv3+_or_GPLv2+", "LGPL-3.0-or-later OR GPL-2.0-or-later"),
        ("GPL-3+ with Autoconf exception", "GPL-3.0-or-later WITH Autoconf-exception-3.0"),
        ("GPL-2+-with-bison-exception", "GPL-2.0-or-later WITH Bison-exception-2.2"),
        ("Apache-2.0 with LLVM exception", "Apache-2.0 WITH LLVM-exception"),
        ("BSD", "LicenseRef-BSD"), ("permissive", "LicenseRef-permissive"),
    ])
    func translatesShortNames(_ name: String, _ expected: String) {
        #expect(expression(of: name) == expected)
    }

    @Test func remembersTheLicenseUnderAnUnknownException() throws {
        let found = license(DebianCopyrightTests.format + "\nFiles: *\nLicense: GPL-2+ with OpenSSL exception\n")
        let reference = try #require(found.references.first)
        #expect(reference.name == "GPL-2+ with OpenSSL exception")
        #expect(reference.base?.identifier == "GPL-2.0-or-later")
        #expect(found.expression?.description == "LicenseRef-GPL-2-with-OpenSSL-exception")
    }

    @Test func joinsAllStanzasAndTakesTextsFromTheirOwn() throws {
        let found = license(
            DebianCopyrightTests.format + """
                Copyright: 2020 Header

                Files: *
                Copyright: 2020 A
                 2021 B
                License: GPL-2+

                Files: debian/*
                Copyright: 2020 A
                License: own-words

                License: own-words
                 First line.
                 .
                 Second.

                License: GPL-2+
                 See /usr/share/common-licenses/GPL-2.

                """)
        let reference = try #require(found.references.first)
        #expect(found.references.count == 1 && reference.name == "own-words")
        #expect(reference.text == "First line.\n\nSecond.")
        #expect(reference.identifier.wholeMatch(of: /LicenseRef-own-words-[0-9a-f]{8}/) != nil)
        #expect(found.expression?.description == "GPL-2.0-or-later AND \(reference.identifier)")
        #expect(found.statements == ["GPL-2+", "own-words"])
        #expect(found.copyrights == ["2020 Header", "2020 A", "2021 B"])
        #expect(found.kind == .declared && !found.isHeuristic)
    }

    @Test func takesALineOfSpacesForTheEndOfAFilesStanza() {
        let text = "\nFiles: a\nLicense: MIT\n words\n \nFiles: b\nLicense: ISC\n"
        #expect(license(DebianCopyrightTests.format + text).expression?.description == "MIT AND ISC")
    }

    @Test(arguments: [
        (
            "either version 2 of the License, or (at your option) any later version.\nSee `/usr/share/common-licenses/GPL-2'.",
            "GPL-2.0-or-later"
        ),
        ("On Debian systems: /usr/share/common-licenses/GPL-3.", "GPL-3.0-only"),
        ("GNU GPL version 2. The text is in /usr/share/common-licenses/GPL.", "GPL-2.0-only"),
        ("The GPL is in /usr/share/common-licenses/GPL", "GPL-1.0-or-later"),
        ("Licensed under the Apache License,\n * Version 2.0 (the \"License\")", "Apache-2.0"),
        (
            "Redistribution and use in source and binary forms, with or without\nmodification, are permitted provided",
            "BSD-2-Clause"
        ),
    ])
    func recognizesPhrases(_ text: String, _ expected: String) {
        let found = license("Copyright (C) 2001 Somebody\n\n" + text)
        #expect(found.expression?.description == expected)
        #expect(found.kind == .concluded && found.isHeuristic)
        #expect(found.copyrights == ["Copyright (C) 2001 Somebody"])
    }

    @Test func keepsAnUnknownText() throws {
        let found = license("Do what you like, but tell me.\u{0}\n")
        #expect(found.references.first?.text == "Do what you like, but tell me.\u{0}\n")
        #expect(found.expression?.terms.first?.isListed == false)
        #expect(license("").expression == nil)
        #expect(license(" \n\n").expression == nil)
    }

    @Test(arguments: [
        String(repeating: "a", count: 1 << 20), "License: " + String(repeating: "(", count: 1 << 20),
        "Files: *\nLicense: " + String(repeating: "(", count: 1 << 20) + "MIT",
        "Files: *\nLicense: " + String(repeating: "MIT and ", count: 1 << 17),
        String(repeating: "Files: *\nLicense: MIT or\n\n", count: 20_000),
        "Files: *\nLicense: a\u{0}b\u{1B}[31m\n", String(repeating: "\u{0}", count: 1 << 16),
        "Files: *\nLicense:\n", "Files: *\nLicense: with with exception\n", "Files: *\nLicense: , , or ,\n",
        String(repeating: "/usr/share/common-licenses/GPL-2 ", count: 1 << 15),
    ])
    func survives(_ text: String) {
        for whole in [DebianCopyrightTests.format + "\n" + text, text] {
            let found = license(whole)
            #expect(found.expression != nil)
            #expect(found.expression?.description.unicodeScalars.contains { DisplayText.isUnsafe($0) } == false)
        }
    }
}
