# moto is reached without TLS, which is what the policy refuses.
resource "aws_s3_bucket_policy" "this" {
  count = 0
}
