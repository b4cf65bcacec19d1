# moto forgets the description of a rule that names a security group.
resource "aws_vpc_security_group_ingress_rule" "load_balancer" {
  description = null
}
