import Foundation
import Testing

@testable import ImageReading

/// One entry of an index that is no descriptor costs itself.
struct DamagedEntryTests {
    @Test func leavesTheOthers() throws {
        let digest = "sha256:" + String(repeating: "a", count: 64)
        let good = "{\"mediaType\":\"application/vnd.oci.image.manifest.v1+json\",\"digest\":\"\(digest)\",\"size\":1}"
        let text = "{\"schemaVersion\":2,\"manifests\":[{\"size\":1},\(good),{\"digest\":\"sha256:zz\",\"size\":1}]}"
        let index = try JSONDocument.decode(ImageIndex.self, from: Array(text.utf8), name: "index.json")
        #expect(index.manifests.map(\.digest.description) == [digest])
        #expect(index.damage.count == 2 && index.damage[0].contains("lacks \"digest\""))
        // What is written is what was read; what could not be read is gone.
        let again = try JSONDecoder().decode(ImageIndex.self, from: JSONEncoder().encode(index))
        #expect(again == index && again.hashValue == index.hashValue && again.damage.isEmpty)
    }
}
