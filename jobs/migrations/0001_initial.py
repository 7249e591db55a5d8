import django.contrib.postgres.fields
import django.contrib.postgres.indexes
import django.db.models.deletion
import pgvector.django.extensions
import pgvector.django.halfvec
import pgvector.django.indexes
import pgvector.django.sparsevec
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('accounts', '0001_initial'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        pgvector.django.extensions.VectorExtension(),
        migrations.CreateModel(
            name='Employer',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=200, verbose_name='name')),
                ('name_normalised', models.CharField(max_length=200)),
                ('website', models.URLField(blank=True, max_length=500, verbose_name='website')),
                ('industry', models.CharField(blank=True, max_length=120, verbose_name='industry')),
                ('size', models.CharField(blank=True, max_length=60, verbose_name='size')),
                ('kind', models.CharField(blank=True, max_length=60, verbose_name='kind')),
                ('created_at', models.DateTimeField(auto_now_add=True, verbose_name='since')),
            ],
            options={
                'verbose_name': 'employer',
                'verbose_name_plural': 'employers',
            },
        ),
        migrations.CreateModel(
            name='Posting',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('external_id', models.CharField(max_length=200, verbose_name='id at the source')),
                ('status', models.CharField(choices=[('draft', 'draft'), ('active', 'active'), ('paused', 'paused'), ('expired', 'expired'), ('removed', 'removed')], default='active', max_length=8, verbose_name='status')),
                ('lang', models.CharField(choices=[('zh', 'zh'), ('en', 'en')], max_length=2, verbose_name='language')),
                ('title', models.CharField(max_length=300, verbose_name='title')),
                ('title_key', models.CharField(max_length=300)),
                ('family', models.CharField(blank=True, max_length=80, verbose_name='occupation')),
                ('group', models.CharField(blank=True, max_length=40)),
                ('seniority', models.CharField(blank=True, max_length=10, verbose_name='level')),
                ('description_html', models.TextField(blank=True)),
                ('description_text', models.TextField(blank=True)),
                ('employment_type', models.CharField(blank=True, choices=[('full_time', 'full_time'), ('part_time', 'part_time'), ('contract', 'contract'), ('internship', 'internship'), ('temporary', 'temporary')], max_length=10, null=True, verbose_name='kind of employment')),
                ('is_remote', models.BooleanField(default=False, verbose_name='remote')),
                ('is_hybrid', models.BooleanField(default=False, verbose_name='partly remote')),
                ('eligible_countries', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=2), blank=True, default=list, size=None)),
                ('place_keys', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=160), blank=True, default=list, size=None)),
                ('experience_min', models.FloatField(blank=True, null=True)),
                ('experience_max', models.FloatField(blank=True, null=True)),
                ('experience_raw', models.CharField(blank=True, max_length=120, verbose_name='experience')),
                ('education', models.CharField(blank=True, choices=[('none', 'none'), ('high_school', 'high_school'), ('associate', 'associate'), ('bachelor', 'bachelor'), ('master', 'master'), ('doctor', 'doctor')], max_length=11, null=True)),
                ('education_raw', models.CharField(blank=True, max_length=120, verbose_name='education')),
                ('skills', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=120), blank=True, default=list, size=None, verbose_name='skills')),
                ('skill_keys', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=80), blank=True, default=list, size=None)),
                ('tags', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=300), blank=True, default=list, size=None, verbose_name='tags')),
                ('traits', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=24), blank=True, default=list, size=None, verbose_name='traits')),
                ('requirements', models.JSONField(blank=True, default=list)),
                ('head_text', models.TextField(blank=True)),
                ('salary_min', models.FloatField(blank=True, null=True)),
                ('salary_max', models.FloatField(blank=True, null=True)),
                ('salary_currency', models.CharField(blank=True, max_length=3, null=True)),
                ('salary_period', models.CharField(blank=True, choices=[('hour', 'hour'), ('day', 'day'), ('month', 'month'), ('year', 'year')], max_length=5, null=True)),
                ('salary_months', models.PositiveSmallIntegerField(blank=True, null=True)),
                ('salary_raw', models.CharField(blank=True, max_length=200)),
                ('salary_yearly_min', models.FloatField(blank=True, null=True)),
                ('salary_yearly_max', models.FloatField(blank=True, null=True)),
                ('date_posted', models.DateField(blank=True, null=True, verbose_name='posted')),
                ('valid_through', models.DateTimeField(blank=True, null=True, verbose_name='open until')),
                ('url', models.URLField(blank=True, max_length=1000, verbose_name='link')),
                ('direct_apply', models.BooleanField(default=False)),
                ('extra', models.JSONField(blank=True, default=dict)),
                ('content_hash', models.CharField(max_length=32)),
                ('embedding_hash', models.CharField(max_length=32)),
                ('liveness_checked_at', models.DateTimeField(blank=True, null=True, verbose_name='seen open')),
                ('created_at', models.DateTimeField(verbose_name='since')),
                ('updated_at', models.DateTimeField(verbose_name='changed')),
                ('company', models.ForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='postings', to='accounts.company', verbose_name='company')),
                ('employer', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='postings', to='jobs.employer', verbose_name='employer')),
            ],
            options={
                'verbose_name': 'posting',
                'verbose_name_plural': 'postings',
            },
        ),
        migrations.CreateModel(
            name='TermCount',
            fields=[
                ('term', models.IntegerField(primary_key=True, serialize=False)),
                ('postings', models.IntegerField()),
            ],
        ),
        migrations.CreateModel(
            name='PostingWords',
            fields=[
                ('posting', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, primary_key=True, related_name='words', serialize=False, to='jobs.posting')),
                ('terms', pgvector.django.sparsevec.SparseVectorField(dimensions=1000000000)),
            ],
        ),
        migrations.CreateModel(
            name='Source',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('key', models.SlugField(max_length=80, unique=True, verbose_name='key')),
                ('kind', models.CharField(choices=[('import', 'imported'), ('partner', 'partner'), ('company', 'company'), ('pull', 'pulled')], default='import', max_length=8, verbose_name='kind')),
                ('name', models.CharField(blank=True, max_length=200, verbose_name='name')),
                ('is_active', models.BooleanField(default=True, verbose_name='active')),
                ('created_at', models.DateTimeField(auto_now_add=True)),
                ('company', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='sources', to='accounts.company', verbose_name='company')),
            ],
            options={
                'verbose_name': 'source',
                'verbose_name_plural': 'sources',
            },
        ),
        migrations.AddField(
            model_name='posting',
            name='source',
            field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='postings', to='jobs.source', verbose_name='source'),
        ),
        migrations.AddField(
            model_name='employer',
            name='source',
            field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='employers', to='jobs.source', verbose_name='source'),
        ),
        migrations.CreateModel(
            name='TitleEmbedding',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('model', models.CharField(max_length=80)),
                ('title_key', models.CharField(max_length=300)),
                ('vector', pgvector.django.halfvec.HalfVectorField(dimensions=512)),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('title_key', 'model'), name='title_embedding_once')],
            },
        ),
        migrations.CreateModel(
            name='EmployerClaim',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('status', models.CharField(choices=[('pending', 'pending'), ('verified', 'verified'), ('rejected', 'rejected')], default='pending', max_length=8, verbose_name='status')),
                ('evidence', models.TextField(blank=True, max_length=2000, verbose_name='evidence')),
                ('created_at', models.DateTimeField(auto_now_add=True, verbose_name='asked')),
                ('decided_at', models.DateTimeField(blank=True, null=True, verbose_name='decided')),
                ('company', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='employer_claims', to='accounts.company', verbose_name='company')),
                ('decided_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='decided by')),
                ('employer', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='claims', to='jobs.employer', verbose_name='employer')),
                ('requested_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='asked by')),
            ],
            options={
                'verbose_name': 'claim of an employer',
                'verbose_name_plural': 'claims of employers',
                'constraints': [models.UniqueConstraint(condition=models.Q(('status', 'verified')), fields=('employer',), name='claim_one_verified'), models.UniqueConstraint(condition=models.Q(('status', 'rejected'), _negated=True), fields=('employer', 'company'), name='claim_one_open_per_company'), models.CheckConstraint(condition=models.Q(models.Q(('decided_at__isnull', True), ('status', 'pending')), models.Q(models.Q(('status', 'pending'), _negated=True), ('decided_at__isnull', False)), _connector='OR'), name='claim_decided_has_time')],
            },
        ),
        migrations.CreateModel(
            name='PostingEmbedding',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('model', models.CharField(max_length=80)),
                ('content_hash', models.CharField(max_length=32)),
                ('vector', pgvector.django.halfvec.HalfVectorField(dimensions=512)),
                ('embedded_at', models.DateTimeField()),
                ('posting', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='embeddings', to='jobs.posting')),
            ],
            options={
                'indexes': [pgvector.django.indexes.HnswIndex(ef_construction=64, fields=['vector'], m=16, name='embedding_hnsw', opclasses=['halfvec_cosine_ops'])],
                'constraints': [models.UniqueConstraint(fields=('posting', 'model'), name='embedding_once_per_model')],
            },
        ),
        migrations.CreateModel(
            name='PostingLocation',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('ordinal', models.PositiveSmallIntegerField(default=0)),
                ('raw', models.CharField(max_length=200, verbose_name='as written')),
                ('place_key', models.CharField(blank=True, max_length=160)),
                ('country', models.CharField(blank=True, max_length=2, verbose_name='country')),
                ('region', models.CharField(blank=True, max_length=80, verbose_name='region')),
                ('city', models.CharField(blank=True, max_length=80, verbose_name='city')),
                ('district', models.CharField(blank=True, max_length=80, verbose_name='district')),
                ('lat', models.FloatField(blank=True, null=True)),
                ('lon', models.FloatField(blank=True, null=True)),
                ('posting', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='locations', to='jobs.posting')),
            ],
            options={
                'verbose_name': 'place of work',
                'verbose_name_plural': 'places of work',
                'ordering': ['ordinal'],
                'constraints': [models.UniqueConstraint(fields=('posting', 'ordinal'), name='location_ordinal_once'), models.CheckConstraint(condition=models.Q(models.Q(('lat__isnull', True), ('lon__isnull', True)), models.Q(('lat__range', (-90, 90)), ('lon__range', (-180, 180))), _connector='OR'), name='location_on_earth')],
            },
        ),
        migrations.CreateModel(
            name='PostingTerm',
            fields=[
                ('pk', models.CompositePrimaryKey('posting_id', 'term', blank=True, editable=False, primary_key=True, serialize=False)),
                ('term', models.IntegerField()),
                ('impact', models.FloatField()),
                ('posting', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='terms', to='jobs.posting')),
            ],
            options={
                'indexes': [models.Index(fields=['term', '-impact', '-posting'], name='posting_term_best')],
            },
        ),
        migrations.AddConstraint(
            model_name='source',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('company__isnull', False), ('kind', 'company')), models.Q(models.Q(('kind', 'company'), _negated=True), ('company__isnull', True)), _connector='OR'), name='source_company_iff_own'),
        ),
        migrations.AddIndex(
            model_name='posting',
            index=django.contrib.postgres.indexes.GinIndex(condition=models.Q(('status', 'active')), fields=['place_keys'], name='posting_places'),
        ),
        migrations.AddIndex(
            model_name='posting',
            index=models.Index(condition=models.Q(('status', 'active')), fields=['family', '-date_posted'], name='posting_family'),
        ),
        migrations.AddIndex(
            model_name='posting',
            index=models.Index(condition=models.Q(('status', 'active')), fields=['salary_currency', 'salary_yearly_max'], name='posting_pay'),
        ),
        migrations.AddIndex(
            model_name='posting',
            index=models.Index(condition=models.Q(('status', 'active')), fields=['-id'], name='posting_recent'),
        ),
        migrations.AddIndex(
            model_name='posting',
            index=models.Index(condition=models.Q(('status', 'active'), ('valid_through__isnull', False)), fields=['valid_through'], name='posting_running_out'),
        ),
        migrations.AddIndex(
            model_name='posting',
            index=models.Index(condition=models.Q(('company__isnull', False)), fields=['company', '-id'], name='posting_of_company'),
        ),
        migrations.AddConstraint(
            model_name='posting',
            constraint=models.UniqueConstraint(fields=('source', 'external_id'), name='posting_identity'),
        ),
        migrations.AddConstraint(
            model_name='posting',
            constraint=models.CheckConstraint(condition=models.Q(('external_id', ''), _negated=True), name='posting_has_external_id'),
        ),
        migrations.AddConstraint(
            model_name='posting',
            constraint=models.CheckConstraint(condition=models.Q(('title', ''), _negated=True), name='posting_has_title'),
        ),
        migrations.AddConstraint(
            model_name='posting',
            constraint=models.CheckConstraint(condition=models.Q(('status__in', ['draft', 'active', 'paused', 'expired', 'removed'])), name='posting_known_status'),
        ),
        migrations.AddConstraint(
            model_name='posting',
            constraint=models.CheckConstraint(condition=models.Q(('salary_min__isnull', True), ('salary_max__isnull', True), ('salary_min__lte', models.F('salary_max')), _connector='OR'), name='posting_salary_in_order'),
        ),
        migrations.AddConstraint(
            model_name='posting',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('salary_yearly_max__isnull', True), ('salary_yearly_min__isnull', True)), ('salary_currency__isnull', False), _connector='OR'), name='posting_comparable_pay_has_currency'),
        ),
        migrations.AddConstraint(
            model_name='posting',
            constraint=models.CheckConstraint(condition=models.Q(('experience_min__isnull', True), ('experience_max__isnull', True), ('experience_min__lte', models.F('experience_max')), _connector='OR'), name='posting_experience_in_order'),
        ),
        migrations.AddConstraint(
            model_name='employer',
            constraint=models.UniqueConstraint(fields=('source', 'name_normalised'), name='employer_once_per_source'),
        ),
        # Filters scan postings: what is long goes out of the row (the least target is 128 bytes),
        # and room is left in each page so that a change of status, liveness or text, which no
        # index holds, is written beside the row (HOT).
        migrations.RunSQL(
            "ALTER TABLE jobs_posting SET (fillfactor = 80, toast_tuple_target = 512)",
            "ALTER TABLE jobs_posting RESET (fillfactor, toast_tuple_target)",
        ),
        # 1 KB a vector and 512 bytes of terms stay in the row: a TOASTed one costs a fetch each.
        migrations.RunSQL(
            "ALTER TABLE jobs_postingembedding ALTER COLUMN vector SET STORAGE PLAIN;"
            "ALTER TABLE jobs_titleembedding ALTER COLUMN vector SET STORAGE PLAIN",
            "ALTER TABLE jobs_postingembedding ALTER COLUMN vector SET STORAGE EXTERNAL;"
            "ALTER TABLE jobs_titleembedding ALTER COLUMN vector SET STORAGE EXTERNAL",
        ),
    ]
