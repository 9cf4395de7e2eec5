import Testing

@testable import ImageLedger
@testable import ImagePackages
@testable import ImagePolicy
@testable import ImageReading
@testable import ImageReports
@testable import ImageWriting

/// Secrets of a known form, whatever the parts in which a file comes.
struct SecretScannerTests {
    private static let body = "MIIEvQIBADANBgkqhkiG9w0BAQEFAASCBKcwggSjAgEAAoIBAQC7VJTUt9Us8cKj"
    private static let github = "ghp_16C7e42F292c6912E7710c838347Ae178B4a"

    private func scan(_ text: String, parts: Int = .max) -> [SecretMatch] { scan(Array(text.utf8), parts: parts) }

    private func scan(_ bytes: [UInt8], parts: Int = .max) -> [SecretMatch] {
        var scanner = SecretScanner()
        var position = 0
        while position < bytes.count {
            let end = position + min(parts, bytes.count - position)
            unsafe Array(bytes[position..<end]).withUnsafeBytes { unsafe scanner.append($0) }
            position = end
        }
        return scanner.finish()
    }

    @Test(arguments: [
        ("aws_access_key_id = AKIAQ7RZXK2MVWTPL3NB", SecretKind.awsAccessKeyID),
        ("ASIAQ7RZXK2MVWTPL3NB", .awsAccessKeyID),
        ("aws_secret_access_key=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", .awsSecretAccessKey),
        ("token \(github)", .githubToken),
        (
            "github_pat_11ABCDE2Y0kq3f7ZrT9xWm_" + "aB3dE5fG7hJ9kL1mN3pQ5rS7tU9vW1xY3zA5bC7dE9fG1hJ3kL5mN7pQ9rS",
            .githubToken
        ),
        ("glpat-x7Kq2mZt9LwRb4VnYc8D", .gitlabToken),
        ("xoxb-263594206564-2343594206564-FGqddMF8t08v8N7Oq4i57vs1", .slackToken),
        ("https://hooks.slack.com/services/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", .slackWebhook),
        ("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", .openAIKey),
        ("sk_live_4eC39HqLyjWDarjtT1zdp7dc", .stripeKey), ("AIzaSyDaGmWKa4JsXZ-HjGw7ISLn_3namBGewQe", .googleAPIKey),
        ("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", .googleClientSecret),
        ("//registry.npmjs.org/:_authToken=npm_Zq4mT8wLk2Rx7VbNc9Yd3Hf6Jp1Gs5Au0Eit", .npmToken),
        ("pypi-AgEIcHlwaS5vcmcCJDNkZjQ5OTk4LWQwYTktNDgyZC1hNGQ1LTk0ZjRhNmM3ZDYxMg", .pypiToken),
        ("hf_qZ7mTwLkRx4VbNcYdHfJpGsAuEi8oPqZxW", .huggingFaceToken),
        ("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", .sendGridKey),
        ("dckr_pat_x7Kq2mZt9LwRb4VnYc8Dp3Hs6Jf", .dockerHubToken),
        (
            "AccountKey=W6J6XLNbOjBvuNkCCVmjfUualOdAkyAgaujs8gnBED8RA4SixtJcgNBMF+DRErfTKsEngpn+Wxj3fW4gw6UZ9A==",
            .azureStorageKey
        ),
        ("-----BEGIN PRIVATE KEY-----\n\(body)\n", .privateKey),
        ("-----BEGIN OPENSSH PRIVATE KEY-----\r\n\(body)\r\n", .privateKey),
        ("{\"private_key\": \"-----BEGIN PRIVATE KEY-----\\n\(body)\\n-----END", .privateKey),
        ("key = (\"-----BEGIN RSA PRIVATE KEY-----\\n\"\n    \"\(body)\\n\"", .privateKey),
        ("-----BEGIN PGP PRIVATE KEY BLOCK-----\nVersion: 1\n\n\(body)\n", .privateKey),
        (
            "-----BEGIN RSA PRIVATE KEY-----\nProc-Type: 4,ENCRYPTED\nDEK-Info: AES-128-CBC,00\n\n\(body)\n",
            .encryptedPrivateKey
        ),
        ("-----BEGIN ENCRYPTED PRIVATE KEY-----\n\(body)\n", .encryptedPrivateKey),
        ("PuTTY-User-Key-File-2: ssh-rsa\nEncryption: none\n", .privateKey),
    ])
    func `finds every form wherever the parts end`(_ text: String, _ kind: SecretKind) {
        let whole = "first line\n" + text + "\nlast line"
        #expect(scan(whole).map(\.kind) == [kind])
        for parts in [1, 2, 3, 7, 64] { #expect(scan(whole, parts: parts) == scan(whole), "in parts of \(parts)") }
    }

    @Test(arguments: [
        "AKIAIOSFODNN7EXAMPLE", "xAKIAQ7RZXK2MVWTPL3NB", "AKIAQ7RZXK2MVWTPL3NBQ",
        "ghp_xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx",
        "php_16C7e42F292c6912E7710c838347Ae178B4a", "hf_hub_download_some_function_of_that_name_here",
        "-----BEGIN PRIVATE KEY-----\0-----BEGIN RSA PRIVATE KEY-----\0", "-----BEGIN PRIVATE KEY-----\n...\n-----END",
        "-----BEGIN PUBLIC KEY-----\n\(body)\n", "-----BEGIN CERTIFICATE-----\n\(body)\n",
        "sk_live_aaaaaaaaaaaaaaaaaaaaaaaa", "AWS_SECRET_ACCESS_KEY=wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY",
        "-----BEGIN PRIVATE KEY-----", "PuTTY-User-Key-File-%d: %s", "ghp_",
        "npm_config_registry_is_a_long_variable_name12",
    ])
    func `leaves markers, names and examples alone`(_ text: String) { #expect(scan(text) == []) }

    @Test func `finds what lies across the ends of its buffer, at the right place`() {
        let token = Array(SecretScannerTests.github.utf8)
        for start in [0, 65_536 - 1024 - 3, 65_536 - 1024, 65_536 - 20, 65_536, 65_537, 130_000, 200_000] {
            let bytes = [UInt8](repeating: 0x0A, count: start) + token + [UInt8](repeating: 0x0A, count: 70_000)
            for parts in [1000, 65_536, .max] {
                let found = scan(bytes, parts: parts)
                #expect(found.map(\.offset) == [Int64(start)], "at \(start) in parts of \(parts)")
                #expect(found.first?.kind == .githubToken)
            }
        }
    }

    @Test func `never keeps more than the beginning`() {
        let found = scan(SecretScannerTests.github)
        #expect(found.first?.beginning == "ghp_16...")
    }

    @Test func `starts anew with every file`() {
        var scanner = SecretScanner()
        unsafe Array("ghp_16C7e42F292c6912".utf8).withUnsafeBytes { unsafe scanner.append($0) }
        #expect(scanner.finish() == [])
        unsafe Array("E7710c838347Ae178B4a".utf8).withUnsafeBytes { unsafe scanner.append($0) }
        #expect(scanner.finish() == [])
    }

    @Test func `keeps so many of a file and counts the rest`() {
        var scanner = SecretScanner()
        let text = Array(repeating: SecretScannerTests.github, count: 30).joined(separator: "\n")
        unsafe Array(text.utf8).withUnsafeBytes { unsafe scanner.append($0) }
        #expect(scanner.finish().count == SecretScanner.matchesOfFile)
        #expect(scanner.leftOut == 10)
    }

    @Test func passesOverArmoursWithoutEnd() {
        let headers = String(repeating: "-----BEGIN PRIVATE KEY----- :\n", count: 20_000)
        let line = String(repeating: "-----BEGIN PRIVATE KEY-----:", count: 20_000)
        let key = "-----BEGIN RSA PRIVATE KEY-----\nProc-Type: 4,ENCRYPTED\n\n\(Self.body)\n"
        #expect(scan(headers + line + "\n" + key).map(\.kind) == [.encryptedPrivateKey])
    }
}
