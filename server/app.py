"""Composition only: the parts of the web application are put together here and nowhere else."""

from __future__ import annotations

from datetime import timedelta

from flask import Blueprint, Flask

from index import settings as configuration
from index.settings import Settings
from kiosk.routes import blueprint as kiosk
from server import clock as clocks
from server.admin.views import blueprint as admin
from server.agenda.feed import blueprint as calendar_feed
from server.agenda.views import blueprint as agenda
from server.api.views import blueprint as api
from server.archive.views import blueprint as archive
from server.assignments.views import blueprint as assignments
from server.auth.views import blueprint as auth
from server.batch.views import blueprint as batch
from server.bin.story_views import blueprint as story_bin
from server.bin.views import blueprint as bin_pages
from server.boards.history_views import blueprint as board_history
from server.boards.refresh_views import blueprint as board_refresh
from server.boards.time_views import blueprint as board_times
from server.boards.views import blueprint as boards
from server.bulletins.views import blueprint as bulletins
from server.calendar.views import blueprint as calendar
from server.campuses.views import blueprint as campuses
from server.channels.demand_views import blueprint as demands
from server.channels.views import blueprint as channels
from server.checks.views import blueprint as checks
from server.choices.views import blueprint as choices
from server.clock import Clock
from server.clocks.views import blueprint as clock_pages
from server.collections.public import blueprint as shared
from server.collections.views import blueprint as collections
from server.consents.views import blueprint as consents
from server.dashboard.views import blueprint as dashboard
from server.deputies.views import blueprint as deputies
from server.describing import words
from server.describing.views import blueprint as describing
from server.devices.views import blueprint as devices
from server.downloads.views import blueprint as downloads
from server.emergencies.views import blueprint as emergencies
from server.feedback.public import blueprint as item_page
from server.feedback.views import blueprint as feedback
from server.feeds.public import blueprint as public_pages
from server.feeds.views import blueprint as feeds
from server.handover.views import blueprint as handover
from server.home import open_home
from server.honours.views import blueprint as honours
from server.kits.booking_views import blueprint as kit_bookings
from server.kits.views import blueprint as kits
from server.ledger.views import blueprint as ledger
from server.library.bytes import blueprint as media
from server.library.receipt_views import blueprint as receipts
from server.library.views import blueprint as library
from server.loops.views import blueprint as loops
from server.newsletters.issue_views import blueprint as newsletter_issue
from server.newsletters.views import blueprint as newsletters
from server.notices.views import blueprint as notices
from server.notices.way_views import blueprint as ways
from server.office.views import blueprint as office
from server.outside.public import blueprint as send
from server.outside.public import tus as send_tus
from server.outside.views import blueprint as outside
from server.packages.views import blueprint as packages
from server.placements.outlet_views import blueprint as outlets
from server.placements.views import blueprint as placements
from server.places.plan_views import blueprint as plans
from server.places.views import blueprint as places
from server.plays.views import blueprint as plays
from server.points.group_views import blueprint as department_groups
from server.points.person_views import blueprint as person_points
from server.points.quota_views import blueprint as quotas
from server.points.rule_views import blueprint as rule_sets
from server.points.views import blueprint as points
from server.records.views import blueprint as records
from server.reports.picture_views import blueprint as report_pictures
from server.reports.views import blueprint as reports
from server.review import words as review_words
from server.review.aside_views import blueprint as asides
from server.review.views import blueprint as review
from server.rights.views import blueprint as rights
from server.screens.fleet_views import blueprint as fleet
from server.screens.group_views import blueprint as screen_groups
from server.screens.views import blueprint as screens
from server.searches.views import blueprint as searches
from server.sheets.views import blueprint as sheets
from server.stacks.views import blueprint as stacks
from server.stories.kind_views import blueprint as story_kinds
from server.stories.views import blueprint as stories
from server.takedowns.views import blueprint as takedowns
from server.tokens.views import blueprint as tokens
from server.topics.task_views import blueprint as topic_tasks
from server.topics.views import blueprint as topics
from server.trail import words as trail_words
from server.trail.views import blueprint as trail
from server.training.views import blueprint as training
from server.uploads.batch_views import blueprint as batches
from server.uploads.tus import blueprint as tus
from server.uploads.views import blueprint as uploads
from server.usage.views import blueprint as usage
from server.web import actor, csrf, errors, headers, i18n, lights, shell, statics, texts
from server.web.services import Services
from server.web.views import blueprint as web
from server.webhooks.views import blueprint as webhooks

BLUEPRINTS: tuple[Blueprint, ...] = (
    web,
    dashboard,
    auth,
    library,
    searches,
    media,
    downloads,
    consents,
    rights,
    usage,
    collections,
    shared,
    item_page,
    public_pages,
    feeds,
    uploads,
    batches,
    batch,
    choices,
    sheets,
    describing,
    receipts,
    tus,
    outside,
    send,
    send_tus,
    review,
    takedowns,
    bin_pages,
    story_bin,
    asides,
    stories,
    packages,
    checks,
    newsletters,
    newsletter_issue,
    reports,
    report_pictures,
    boards,
    board_history,
    board_refresh,
    board_times,
    loops,
    screens,
    screen_groups,
    campuses,
    fleet,
    plays,
    ledger,
    placements,
    outlets,
    feedback,
    emergencies,
    bulletins,
    devices,
    agenda,
    training,
    records,
    calendar_feed,
    kits,
    kit_bookings,
    handover,
    assignments,
    topics,
    topic_tasks,
    points,
    quotas,
    rule_sets,
    department_groups,
    person_points,
    honours,
    stacks,
    places,
    plans,
    notices,
    ways,
    webhooks,
    office,
    admin,
    trail,
    archive,
    channels,
    demands,
    deputies,
    calendar,
    story_kinds,
    kiosk,
    clock_pages,
    tokens,
    api,
)


def create_app(settings: Settings, clock: Clock = clocks.now) -> Flask:
    """Return the application over a home that stands. Call it after the fork: it opens the database.

    Raises VitrineError: no-home, old-home, newer-home.
    """
    app = Flask("server", static_folder=None)  # web/statics.py
    app.extensions["vitrine"] = Services(open_home(settings), clock)
    app.config.update(
        SECRET_KEY=configuration.secret(settings),
        SESSION_COOKIE_NAME="vitrine_form",
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        SESSION_COOKIE_SECURE=settings.secure_cookies,
        PERMANENT_SESSION_LIFETIME=timedelta(days=settings.session_days),
        MAX_FORM_MEMORY_SIZE=2 << 20,
    )
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    if settings.trusted_proxies:
        from werkzeug.middleware.proxy_fix import ProxyFix

        count = settings.trusted_proxies
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=count, x_proto=count, x_host=count)  # type: ignore[method-assign]  # Flask's own way
    for part in (actor, texts, csrf, i18n, lights, words, review_words, trail_words, shell, errors, headers, statics):
        part.init_app(app)
    for blueprint in BLUEPRINTS:
        app.register_blueprint(blueprint)
    csrf.csrf.exempt(kiosk)
    for door in (tus, send_tus, api):  # a header that other sites cannot send does it there
        csrf.csrf.exempt(door)
    return app
