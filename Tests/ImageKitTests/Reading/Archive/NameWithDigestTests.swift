import Testing

@testable import ImageReading

/// A digest behind a name is one in that repository, as Docker has it.
struct NameWithDigestTests {
    @Test(arguments: [
        ("app:1@", true), ("app@", true), ("docker.io/library/app:9@", true), ("", true), ("other:1@", false),
        ("reg.example.com/app:1@", false),
    ])
    func belongsToItsRepository(name: String, fits: Bool) throws {
        let digest = Digest.of(Array("a".utf8), algorithm: .sha256)
        let listing = ImageListing(references: ["app:1"], digest: digest, platforms: [], identifiers: [])
        #expect((listing.match(name + digest.description) != nil) == fits)
        let nameless = ImageListing(references: [], digest: digest, platforms: [], identifiers: [])
        #expect(nameless.match(name + digest.description) != nil)
    }
}
