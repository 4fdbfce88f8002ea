"""What the values of the records and answers are called in the console."""

from __future__ import annotations

from assistant.model import Language, Status
from assistant.page_words import words
from assistant.records.model import (
    AccessRole,
    CallOutcome,
    Channel,
    HandoverState,
    ProposalState,
)

_WORDS = words(Language.HANS)
STATUSES = {status.value: str(getattr(_WORDS, status.value)) for status in Status}
OUTCOMES = {
    CallOutcome.ANSWERED.value: "已答复",
    CallOutcome.REFERRED.value: "转办",
    CallOutcome.TO_VERIFY.value: "待核实",
}
HANDOVERS = {
    HandoverState.OPEN.value: "待处理",
    HandoverState.IN_HAND.value: "处理中",
    HandoverState.DONE.value: "已办结",
}
PROPOSALS = {
    ProposalState.PROPOSED.value: "待审核",
    ProposalState.APPROVED.value: "已生效",
    ProposalState.REFUSED.value: "未通过",
    ProposalState.UNDONE.value: "已撤销",
}
ROLES = {
    AccessRole.OPERATOR.value: "话务员",
    AccessRole.SUPERVISOR.value: "班长",
    AccessRole.ADMIN.value: "管理员",
}
ACTIONS = {
    "session.started": "登录",
    "session.ended": "退出",
    "sign_in.failed": "登录失败",
    "account.added": "新增账号",
    "account.enabled": "启用账号",
    "account.disabled": "停用账号",
    "account.role_changed": "改角色",
    "account.password_changed": "改密码",
    "key.added": "新增密钥",
    "key.revoked": "吊销密钥",
    "handover.opened": "查看转人工",
    "handover.state_changed": "处理转人工",
    "call.added": "记录来电",
    "call.changed": "修改来电记录",
    "call.opened": "查看来电记录",
    "calls.exported": "导出来电记录",
    "queue.handled": "标为已处理",
    "queue.reopened": "放回待处理",
    "proposal.added": "提议相似问",
    "proposal.approved": "批准提议",
    "proposal.refused": "不通过提议",
    "proposal.undone": "撤销提议",
    "audit.opened": "查看审计",
}
"""What actions of the audit log are called; one that is not here is shown by its own name."""
CHANNELS = {Channel.PAGE.value: "网页", Channel.API.value: "接口", Channel.DESK.value: "热线"}
