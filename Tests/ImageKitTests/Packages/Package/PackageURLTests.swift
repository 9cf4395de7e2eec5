import Foundation
import ImageKit
import Testing

@Suite struct PackageURLTests {
    @Test(arguments: [
        "pkg:deb/debian/curl@7.88.1-10%2Bdeb12u12?arch=amd64&distro=debian-12",
        "pkg:deb/debian/attr@1:2.4.47-2",
        "pkg:npm/%40angular/animation@12.3.1",
        "pkg:golang/google.golang.org/genproto#googleapis/api/annotations",
        "pkg:generic/a%20b?download_url=https:%2F%2Fx.org%2F%3Fa%3Db%26c",
        "pkg:generic/%C3%A9",
    ])
    func printsWhatItParsed(text: String) throws {
        let purl = try PackageURL(text)
        #expect(purl.description == text)
    }

    @Test(arguments: [
        ("PKG:PYPI/Zope.Interface_x--y@1", "pkg:pypi/zope-interface-x-y@1"),
        ("pkg://deb/Debian/Curl@1.0/", "pkg:deb/debian/curl@1.0"),
        ("pkg:generic/a?b=&c=1#./x/../y//", "pkg:generic/a?c=1#x/y"),
        ("pkg:generic//a//b///c", "pkg:generic/a/b/c"),
    ])
    func normalizes(text: String, expected: String) throws {
        let purl = try PackageURL(text)
        #expect(purl.description == expected)
    }

    @Test(arguments: [
        "", "pkg:", "pkg:deb", "pkg:deb/", "deb/x", "pkg:deb/x@%zz", "pkg:deb/%ff", "pkg:deb/x%4", "pkg:a%2Fb/c/d",
        "pkg:generic/a%2Fb/c", "pkg:generic/a?b", "pkg:generic/a?b=1&b=2", "pkg:generic/a?B=1", "pkg:/a",
    ])
    func refuses(text: String) {
        #expect(throws: PackageURL.Violation.self) { try PackageURL(text) }
    }

    /// A slash and a combining mark behind it are one character of a string, but two of a package URL.
    @Test func readsASlashBeforeACombiningMark() throws {
        let url = try PackageURL("pkg:pypi/a/\u{6E0}b/c")
        #expect(url.namespace?.utf8.elementsEqual("a/\u{6E0}b".utf8) == true)
        #expect(url.description == "pkg:pypi/a/%DB%A0b/c")
        #expect(try PackageURL(url.description) == url)
    }

    @Test func isOneStringInJSON() throws {
        let purl = PackageURL(type: "pypi", name: "A_b", version: "1+x")
        let json = try JSONEncoder().encode([purl])
        #expect(String(decoding: json, as: UTF8.self) == #"["pkg:pypi\/a-b@1%2Bx"]"#)
        let decoded = try JSONDecoder().decode([PackageURL].self, from: json)
        #expect(decoded == [purl])
        #expect(throws: DecodingError.self) {
            try JSONDecoder().decode([PackageURL].self, from: Data(#"["pkg:"]"#.utf8))
        }
    }

    @Test(.enabled(if: SharedData.isAvailable, "IMAGESCAN_SHARED is not set"))
    func agreesWithTheSpecificationsVectors() throws {
        var count = 0
        for file in try SharedData.files(in: "conformance/purl", withExtension: "json") {
            for vector in try JSONDecoder().decode(VectorFile.self, from: Data(contentsOf: file)).tests {
                try check(vector)
                count += 1
            }
        }
        #expect(count > 100)
    }

    private func check(_ vector: Vector) throws {
        let name = Comment(rawValue: "\(vector.description): \(vector.input)")
        if vector.expectedFailure {
            #expect(throws: PackageURL.Violation.self, name) { try self.purl(of: vector) }
            return
        }
        let purl = try self.purl(of: vector)
        switch try #require(vector.expectedOutput, name) {
        case .text(let text): #expect(purl.description == text, name)
        case .parts(let parts):
            #expect(
                parts
                    == Parts(
                        type: purl.type, namespace: purl.namespace, name: purl.name, version: purl.version,
                        qualifiers: purl.qualifiers.isEmpty ? nil : purl.qualifiers, subpath: purl.subpath), name)
        }
    }

    private func purl(of vector: Vector) throws -> PackageURL {
        switch vector.input {
        case .text(let text) where vector.testType == "parse": return try PackageURL(text)
        case .text(let text): return try PackageURL(normalizing: text)
        case .parts(let parts):
            let purl = PackageURL(
                type: parts.type ?? "", namespace: parts.namespace, name: parts.name ?? "", version: parts.version,
                qualifiers: parts.qualifiers ?? [:], subpath: parts.subpath)
            try purl.validate()
            return purl
        }
    }
}

private struct VectorFile: Decodable { let tests: [Vector] }

private struct Vector: Decodable {
    let description: String
    let testType: String
    let input: Value
    let expectedOutput: Value?
    let expectedFailure: Bool

    enum CodingKeys: String, CodingKey {
        case description, input
        case testType = "test_type"
        case expectedOutput = "expected_output"
        case expectedFailure = "expected_failure"
    }

    enum Value: Decodable {
        case text(String)
        case parts(Parts)

        init(from decoder: any Decoder) throws {
            if let text = try? decoder.singleValueContainer().decode(String.self) {
                self = .text(text)
            } else {
                self = .parts(try Parts(from: decoder))
            }
        }
    }
}

private struct Parts: Decodable, Equatable {
    let type: String?
    let namespace: String?
    let name: String?
    let version: String?
    let qualifiers: [String: String]?
    let subpath: String?
}
