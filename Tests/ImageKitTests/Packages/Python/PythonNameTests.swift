import Testing

@testable import ImageLedger
@testable import ImagePackages
@testable import ImagePolicy
@testable import ImageReading
@testable import ImageReports
@testable import ImageWriting

@Suite struct PythonNameTests {
    @Test(arguments: [("Foo__Bar.baz", "foo-bar-baz"), ("ruamel.yaml", "ruamel-yaml"), ("A-_.b", "a-b"), ("x", "x")])
    func normalizesNames(name: String, expected: String) {
        #expect(PythonName.normalized(name) == expected)
    }

    @Test(arguments: [("a", true), ("A.b_c-9", true), ("", false), ("-a", false), ("a b", false), ("ä", false)])
    func knowsValidNames(name: String, expected: Bool) {
        #expect(PythonName.isValid(name) == expected)
    }

    @Test(arguments: [
        ("zope_interface-8.7.dist-info", "dist-info", "zope_interface", "8.7"),
        ("foo-bar-1.0.post1.dist-info", "dist-info", "foo-bar", "1.0.post1"),
        ("requests-2.28.1.egg-info", "egg-info", "requests", "2.28.1"),
        ("zoo_eggfile-3.1-py3.11.egg-info", "egg-info", "zoo_eggfile", "3.1"),
        ("zoo_legacy.egg-info", "egg-info", "zoo_legacy", nil), ("zoo-legacy.egg-link", "egg-link", "zoo-legacy", nil),
        ("lxml-4.9-py3.11-linux-x86_64.egg", "egg", "lxml", "4.9"), ("py-py3-1.0-py2.7.egg", "egg", "py", nil),
        ("unknown-version.dist-info", "dist-info", "unknown", "version"), ("x-.dist-info", "dist-info", "x", nil),
    ])
    func readsRecordNames(file: String, format: String, name: String, version: String?) throws {
        let record = try #require(PythonRecordName(file.utf8))
        #expect(record.format.rawValue == format)
        #expect(record.name == name)
        #expect(record.version == version)
    }

    @Test(arguments: ["x.dist-info-old", "~ip-1.0.dist-info", ".egg", ".dist-info", "METADATA", "x.egg.txt"])
    func ignoresOtherNames(file: String) {
        #expect(PythonRecordName(file.utf8) == nil)
    }
}
