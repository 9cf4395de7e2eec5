import Foundation

@testable import ImageLedger
@testable import ImagePackages
@testable import ImagePolicy
@testable import ImageReading
@testable import ImageReports
@testable import ImageWriting

/// Reads the JSON documents of an OCI layout.
enum DocumentTarget: FuzzTarget {
    static func run(_ input: FuzzInput) throws {
        try expectSame(ImageIndex.self, input)
        try expectSame(ImageManifest.self, input)
        try expectSame(ImageConfiguration.self, input)
        try expectSame(Descriptor.self, input)
    }

    /// What is written of a document reads as the same document.
    static func expectSame<Value: Codable & Equatable>(_ type: Value.Type, _ input: FuzzInput) throws {
        guard
            case .value(let value) = try Outcome({ try JSONDocument.decode(type, from: input.bytes, name: "document") })
        else { return }
        let written = Array(try JSONEncoder().encode(value))
        let again = try JSONDocument.decode(type, from: written, name: "document")
        expect(again == value, "\(type) is another after it was written")
    }
}

/// Reads docker-save's manifest.json.
enum ManifestTarget: FuzzTarget {
    static func run(_ input: FuzzInput) throws { try DocumentTarget.expectSame([DockerManifest].self, input) }
}
