/// What kind of secret a text is, recognized by its form alone.
public enum SecretKind: String, Sendable, Hashable, Codable, CaseIterable {
    /// A private key in PEM, OpenSSH or PGP armor, or PuTTY's form, with its contents behind the marker.
    case privateKey = "private key"
    /// Such a key, protected by a passphrase.
    case encryptedPrivateKey = "encrypted private key"
    /// An age identity.
    case ageIdentity = "age secret key"
    /// An AWS access key ID, long-lived or of a session.
    case awsAccessKeyID = "AWS access key ID"
    /// The secret that belongs to an AWS access key.
    case awsSecretAccessKey = "AWS secret access key"
    /// A GitHub token, classic or fine-grained.
    case githubToken = "GitHub token"
    /// A GitLab personal, project or group access token.
    case gitlabToken = "GitLab token"
    /// A Slack token.
    case slackToken = "Slack token"
    /// An address that lets whoever knows it post to Slack.
    case slackWebhook = "Slack webhook"
    /// A Stripe key for live money.
    case stripeKey = "Stripe live key"
    /// A Google API key.
    case googleAPIKey = "Google API key"
    /// A Google OAuth client secret.
    case googleClientSecret = "Google OAuth client secret"
    /// An npm access token.
    case npmToken = "npm token"
    /// A token of the Python Package Index.
    case pypiToken = "PyPI token"
    /// A Hugging Face token.
    case huggingFaceToken = "Hugging Face token"
    /// A SendGrid API key.
    case sendGridKey = "SendGrid key"
    /// A Docker Hub access token.
    case dockerHubToken = "Docker Hub token"
    /// A key of an Azure storage account.
    case azureStorageKey = "Azure storage key"
    /// An Anthropic API key.
    case anthropicKey = "Anthropic key"
    /// An OpenAI API key.
    case openAIKey = "OpenAI key"
    /// A DigitalOcean token.
    case digitalOceanToken = "DigitalOcean token"
}

/// A secret in a file's contents; of the secret itself only its first characters are kept.
public struct SecretMatch: Sendable, Hashable, Codable {
    /// What kind of secret it is.
    public let kind: SecretKind
    /// How it begins, and no more of it: printable ASCII, for example `ghp_16...`.
    public let beginning: String
    /// Where it begins, in bytes from the file's start.
    public let offset: Int64
}
