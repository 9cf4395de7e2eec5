import Foundation
import Testing

/// `imagescan inventory` on the committed images.
@Suite struct InventoryCommandTests {
    @Test(arguments: [(Fixtures.full, "inventory-full"), (Fixtures.slim, "inventory-slim")])
    func printsATable(_ image: String, _ golden: String) async throws {
        let outcome = try await Program().run("inventory", image)
        #expect(outcome.status == 0)
        #expect(outcome.message == "")
        try Golden.expect(outcome.text, equals: golden + ".txt")
    }

    @Test(arguments: ["csv", "jsonl", "json"])
    func printsEveryFormat(_ format: String) async throws {
        let outcome = try await Program().run("inventory", Fixtures.slim, "-o", format)
        #expect(outcome.status == 0)
        #expect(outcome.message == "")
        try Golden.expect(outcome.text, equals: "inventory-slim." + format)
    }

    @Test func showsWhatIsRemovedOnlyWhenAsked() async throws {
        let without = try await Program().run("inventory", Fixtures.full)
        let with = try await Program().run("inventory", Fixtures.full, "--removed")
        #expect(with.status == 0)
        #expect(with.text.split(separator: "\n").count >= without.text.split(separator: "\n").count)
        let document = try await Program().run("inventory", Fixtures.full, "--removed", "-o", "json")
        #expect(try JSONSerialization.members(document.output)["removedPackages"] is [Any])
        let plain = try await Program().run("inventory", Fixtures.full, "-o", "json")
        #expect(try JSONSerialization.members(plain.output)["removedPackages"] == nil)
    }

    @Test(arguments: ["table", "json", "jsonl", "csv"])
    func isTheSameTwice(_ format: String) async throws {
        let first = try await Program().run("inventory", Fixtures.full, "-o", format)
        let second = try await Program().run("inventory", Fixtures.full, "-o", format)
        #expect(first.status == 0)
        #expect(first.output == second.output)
    }

    /// No format of any command looks as if digests had been computed.
    @Test(arguments: [
        ["why", Fixtures.full, "idna"], ["why", Fixtures.full, "/var/lib/dpkg/status"],
        ["advise", Fixtures.full, "-o", "markdown"], ["check", Fixtures.full, "-o", "junit"],
        ["licenses", Fixtures.full, "-o", "markdown"], ["licenses", Fixtures.full, "-o", "csv"],
        ["attestations", Fixtures.full, "-o", "markdown"], ["usage", Fixtures.full, "-o", "csv"],
        ["usage", Fixtures.full, "--removable", "-o", "csv"], ["files", Fixtures.full, "-o", "csv"],
        ["compare", Fixtures.slim, Fixtures.full, "-o", "csv"],
        ["compare", Fixtures.slim, Fixtures.full, Fixtures.slim, "-o", "csv"],
    ])
    func everyFormatSaysWhatWasNotVerified(_ arguments: [String]) async throws {
        let with = try await Program().run(arguments)
        let without = try await Program().run(arguments + ["--no-verify"])
        #expect(with.status == without.status && !with.output.isEmpty)
        #expect(with.output != without.output)
    }

    @Test(arguments: ["table", "json", "jsonl", "csv"])
    func saysWhereNothingWasVerified(_ format: String) async throws {
        for command in ["inventory", "layers"] {
            let without = try await Program().run(command, Fixtures.full, "--no-verify", "-o", format)
            let with = try await Program().run(command, Fixtures.full, "-o", format)
            #expect(without.status == 0)
            switch format {
            case "table":
                #expect(without.text.contains("NO: layers were not hashed"))
                #expect(with.text.contains("every digest and diff ID"))
            case "csv":
                #expect(without.text.split(separator: "\n").dropFirst().allSatisfy { $0.hasSuffix(",false") })
                #expect(with.text.split(separator: "\n").dropFirst().allSatisfy { $0.hasSuffix(",true") })
            case "json":
                #expect(try JSONSerialization.members(without.output)["verified"] as? Bool == false)
                #expect(try JSONSerialization.members(with.output)["verified"] as? Bool == true)
            default:
                for line in without.text.split(separator: "\n") {
                    #expect(try JSONSerialization.members(Array(line.utf8))["verified"] as? Bool == false)
                }
            }
        }
    }
}

extension JSONSerialization {
    /// The members of an object.
    static func members(_ bytes: [UInt8]) throws -> [String: Any] {
        try #require(try jsonObject(with: Data(bytes)) as? [String: Any])
    }
}
