import Testing

@testable import ImageReading

/// Digests against the vectors of FIPS 180-4 and RFC 1321, and of bytes that come in parts.
@Suite struct HashFunctionTests {
    @Test(arguments: [
        ("", "d41d8cd98f00b204e9800998ecf8427e"), ("abc", "900150983cd24fb0d6963f7d28e17f72"),
    ])
    func md5(_ text: String, _ digest: String) { #expect(Digest.hex(MD5.hash(Array(text.utf8))) == digest) }

    @Test func sha() {
        let text = Array("abc".utf8)
        #expect(Digest.hex(SHA1.hash(text)) == "a9993e364706816aba3e25717850c26c9cd0d89d")
        #expect(
            Digest.hex(SHA256.hash(text)) == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad")
        #expect(
            Digest.hex(SHA384.hash(text))
                == "cb00753f45a35e8bb5a03d699ac65007272c32ab0eded1631a8b605a43ff5bed8086072ba1e7cc2358baeca134c825a7")
        #expect(
            Digest.hex(SHA512.hash(text))
                == "ddaf35a193617abacc417349ae20413112e6fa4e89a97ea20a9eeee64b55d39a"
                + "2192992a274fc1a836ba3c23a3feebbd454d4423643ce80e2a9ac94fa54ca49f")
    }

    @Test(arguments: [Digest.Algorithm.sha256, .sha512], [0, 1, 65_537, 5_000_000])
    func aThreadOfItsOwnFindsTheSame(_ algorithm: Digest.Algorithm, _ count: Int) throws {
        let bytes = (0..<count).map { UInt8(truncatingIfNeeded: $0 &* 31) }
        let beside = HashingStream(MemoryStream(bytes), algorithm: algorithm, isBeside: true)
        #expect(try beside.skip(.max) == Int64(count))
        #expect(beside.digest == .of(bytes, algorithm: algorithm))
        // The digest so far can be asked for more than once.
        #expect(beside.digest == .of(bytes, algorithm: algorithm))
    }
}
