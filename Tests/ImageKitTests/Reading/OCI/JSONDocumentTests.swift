import Testing

@testable import ImageLedger
@testable import ImagePackages
@testable import ImagePolicy
@testable import ImageReading
@testable import ImageReports
@testable import ImageWriting

@Suite struct JSONDocumentTests {
    private struct Value: Decodable, Equatable {
        var a: Int?
        var labels: [String: String]?
        var nested: [[Int]]?
    }

    private func decode(_ text: String) throws -> Value {
        try JSONDocument.decode(Value.self, from: Array(text.utf8), name: "document.json")
    }

    @Test(arguments: [
        #"{"a":1}"#, " \n\t{ \"a\" : 1 , \"b\" : [ 1, 2, {} ] }\r\n ", #"{"a":1,"x":{"a":2}}"#,
        #"{"x":[{"a":2},{"a":3}],"a":1}"#, #"{"a":1,"b":"\"a\":2"}"#, #"{"a":1,"\\":2}"#, #"{"a":1,"":{},"c":[]}"#,
    ])
    func readsDocuments(text: String) throws {
        #expect(try decode(text).a == 1)
    }

    @Test(arguments: [
        // Keys that stand twice, plainly, escaped, or told apart only by decoders that mind case.
        #"{"a":1,"a":2}"#, #"{"a":1,"\u0061":2}"#, #"{"a":1,"A":2}"#, #"{"x":{"k":1,"k":1},"a":1}"#,
        #"{"x":[{"k":1,"K":1}],"a":1}"#, "{\"k\":1,\"\u{212A}\":2}", "{\"s\":1,\"\u{17F}\":2}",
        #"{"layers":1,"layer\u017f":2}"#, #"{"labels":{"b":"1","b":"2"}}"#,
        // More or less than one value.
        "", " ", "{", "[", #"{"a""#, #"{"a":"#, #"{"a":1"#, "{}}", "{}{}", "{} x", "{},", "{} {}", #"{"a":1}]"#, "{]",
        "[}",
        // What only lenient decoders take.
        #"{"a":1,}"#, #"{"a":[1,]}"#, #"{'a':1}"#, "{a:1}", #"{"a":01}"#, #"{"a":+1}"#, #"{"a":.5}"#, #"{"a":0x1}"#,
        #"{"a":NaN}"#, #"{"a":1 /* x */}"#, "// x\n{}", #"{"a" 1}"#, #"{"a":1 "b":2}"#, #"{"a"::1}"#, #"{"a":"}"#,
        "{\"a\":\"\n\"}", #"{"a":1,,"b":2}"#, #"{,"a":1}"#, #"{"a":"x"}"#, #""text""#, "1",
    ])
    func refusesDocuments(text: String) throws {
        let error = try #require(throws: ImageError.self) { try decode(text) }
        #expect(error.code == .malformedDocument)
        #expect(error.path == "document.json")
    }

    @Test func keepsLabelsThatDifferInCase() throws {
        #expect(try decode(#"{"labels":{"Maintainer":"a","maintainer":"b"}}"#).labels?.count == 2)
        let text = #"{"rootfs":{"diff_ids":[]},"config":{"Volumes":{"/Data":{},"/data":{}},"ExposedPorts":{}}}"#
        let configuration = try JSONDocument.decode(ImageConfiguration.self, from: Array(text.utf8), name: "c")
        #expect(configuration.config?.volumes == ["/Data", "/data"])
    }

    @Test func refusesWhatIsNotUTF8() {
        let plain = Array(#"{"a":1}"#.utf8)
        let little: [UInt8] = plain.flatMap { [$0, 0] }
        let big: [UInt8] = plain.flatMap { [0, $0] }
        let wide: [UInt8] = plain.flatMap { [$0, 0, 0, 0] }
        func text(_ bytes: [UInt8]) -> [UInt8] { Array(#"{"x":""#.utf8) + bytes + Array(#"","a":1}"#.utf8) }
        let documents: [[UInt8]] = [
            little, [0xFF, 0xFE] + little, big, [0xFE, 0xFF] + big, wide, [0xEF, 0xBB, 0xBF] + plain, plain + [0],
            text([0xC0, 0x80]), text([0xED, 0xA0, 0x80]), text([0xFF]),
        ]
        for bytes in documents {
            #expect(throws: ImageError.self) { try JSONDocument.decode(Value.self, from: bytes, name: "x") }
        }
    }

    @Test func boundsDepth() throws {
        func nested(_ depth: Int) -> String {
            #"{"x":"# + String(repeating: "[", count: depth - 1) + String(repeating: "]", count: depth - 1) + "}"
        }
        _ = try decode(nested(JSONDocument.depthLimit))
        for depth in [JSONDocument.depthLimit + 1, 100_000] {
            let error = try #require(throws: ImageError.self) { try decode(nested(depth)) }
            #expect(error.reason.contains("deeper"))
        }
    }

    @Test func endsForEveryPrefixAndChange() throws {
        let bytes = Array(#"{"a":1,"labels":{"k":"vA\n"},"nested":[[1,2],[]],"x":[true,null,-1.5e3]}"#.utf8)
        for length in 0..<bytes.count {
            #expect(throws: ImageError.self) {
                try JSONDocument.decode(Value.self, from: Array(bytes[..<length]), name: "x")
            }
        }
        for position in bytes.indices {
            for byte in [0x00, 0x22, 0x5C, 0x7B, 0x7D, 0x2C, 0x3A, 0xFF] as [UInt8] {
                var changed = bytes
                changed[position] = byte
                do {
                    _ = try JSONDocument.decode(Value.self, from: changed, name: "x")
                } catch is ImageError {}
            }
        }
    }

    @Test func namesThePlace() throws {
        let bytes = Array(#"{"rootfs":{"diff_ids":["sha256:0"]}}"#.utf8)
        let error = try #require(throws: ImageError.self) {
            try JSONDocument.decode(ImageConfiguration.self, from: bytes, name: "c.json")
        }
        #expect(error.description.contains("rootfs.diff_ids"))
        let missing = try #require(throws: ImageError.self) {
            try JSONDocument.decode(ImageConfiguration.self, from: Array("{}".utf8), name: "c.json")
        }
        #expect(missing.description.contains("rootfs"))
    }
}
