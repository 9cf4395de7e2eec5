import FoundationEssentials
import Testing

@testable import ImageLedger
@testable import ImagePackages
@testable import ImagePolicy
@testable import ImageReading
@testable import ImageReports
@testable import ImageWriting

@Suite struct ImageConfigurationTests {
    private func decode(_ text: String) throws -> ImageConfiguration {
        try JSONDocument.decode(ImageConfiguration.self, from: Array(text.utf8), name: "config")
    }

    @Test func readsPortsAndVolumesAsKeys() throws {
        let configuration = try decode(
            """
            {"os":"linux","architecture":"amd64","rootfs":{"type":"layers","diff_ids":[]},"config":{
              "User":"10001:10001","ExposedPorts":{"8080/tcp":{},"53/udp":null},"Volumes":{"/data":{}},
              "Healthcheck":{"Test":["CMD","true"],"Interval":30000000000},"StopSignal":"SIGINT"}}
            """)
        #expect(configuration.config?.exposedPorts == ["53/udp", "8080/tcp"])
        #expect(configuration.config?.volumes == ["/data"])
        #expect(configuration.config?.healthcheck?.interval == 30_000_000_000)
        #expect(configuration.platform == Platform(os: "linux", architecture: "amd64"))
        let again = try JSONDecoder().decode(ImageConfiguration.self, from: JSONEncoder().encode(configuration))
        #expect(again == configuration)
    }

    @Test(arguments: [
        #"{"rootfs":{"type":"layers","diff_ids":null}}"#, #"{"rootfs":{"type":"layers"}}"#,
        #"{"rootfs":{"type":"layers","diff_ids":[]},"config":null,"history":null}"#,
        #"{"rootfs":{"diff_ids":[]},"config":{"Env":null,"Labels":null,"ExposedPorts":null,"Volumes":null,"Cmd":null}}"#,
    ])
    func takesNullForNothing(text: String) throws {
        let configuration = try decode(text)
        #expect(configuration.rootfs.diffIDs.isEmpty)
        #expect(configuration.config?.exposedPorts == nil)
        #expect(configuration.platform == nil)
    }

    @Test(arguments: [
        "{}", #"{"rootfs":null}"#, #"{"rootfs":{"diff_ids":[null]}}"#, #"{"rootfs":{"diff_ids":["x"]}}"#,
        #"{"rootfs":{"diff_ids":{}}}"#, #"{"rootfs":{"diff_ids":[]},"config":{"Env":"A=1"}}"#, "[]", "null",
    ])
    func refusesWrongTypes(text: String) {
        #expect(throws: ImageError.self) { try decode(text) }
    }
}

@Suite struct ImageListingTests {
    private let digest = Digest.of(Array("x".utf8), algorithm: .sha256)

    @Test(arguments: [
        ("docker.io/library/app:1.0", "app:1.0", true),
        ("docker.io/library/app:1.0", "docker.io/library/app:1.0", true),
        ("docker.io/library/app:latest", "app", true), ("localhost/app:latest", "app", true), ("app:1.0", "1.0", true),
        ("registry:5000/team/app:1.0", "app:1.0", true), ("1.0", "1.0", true), ("app:1.0", "app", false),
        ("app:1.0", "0", false), ("myapp:1.0", "app:1.0", false), ("app:1.0", "app:1.0.1", false),
        ("app:1.0", "", false),
        ("index.docker.io/library/app:latest", "app", true), ("reg/team/app:latest", "app", true),
        ("app:1.0", "docker.io/library/app:1.0", true), ("docker.io/team/app:latest", "team/app", true),
        ("registry:5000/app", "registry:5000/app:latest", true),
        ("localhost/app:1.0", "docker.io/library/app:1.0", false),
        ("localhost/app:1.0", "index.docker.io/app:1.0", false),
        ("app:1.0", "localhost/app:1.0", false), ("localhost/app:1.0", "app:1.0", true),
        ("docker.io/library/app:1.0", "index.docker.io/app:1.0", true),
    ])
    func matchesReferences(name: String, reference: String, expected: Bool) {
        let listing = ImageListing(references: [name], digest: digest, platforms: [])
        #expect((listing.match(reference) != nil) == expected)
    }

    /// The name as it is written comes first, Docker's own registry before podman's, and both before a part of a name.
    @Test(arguments: [
        ("localhost/app:1", "localhost/app:1"), ("app:1", "docker.io/library/app:1"),
        ("quay.example/app:1", "quay.example/app:1"), ("team/app:1", "localhost/team/app:1"),
    ])
    func prefersTheNameThatIsWritten(reference: String, expected: String) throws {
        let names = [
            "docker.io/library/app:1", "localhost/app:1", "quay.example/app:1", "localhost/team/app:1",
            "quay.example/team/app:1",
        ]
        let matches = names.compactMap { name in
            ImageListing(references: [name], digest: digest, platforms: []).match(reference).map { (name, $0.match) }
        }
        let best = try #require(matches.map(\.1).max())
        #expect(matches.filter { $0.1 == best }.map(\.0) == [expected])
    }

    @Test func matchesDigests() {
        let listing = ImageListing(references: [], digest: digest, platforms: [])
        #expect(listing.match(digest.description) != nil)
        #expect(listing.match(String(digest.hex.prefix(6))) != nil)
        #expect(listing.match("sha256:" + digest.hex.prefix(12)) != nil)
        #expect(listing.match(String(digest.hex.prefix(5))) == nil)
        #expect(listing.match("sha256:") == nil)
    }
}
